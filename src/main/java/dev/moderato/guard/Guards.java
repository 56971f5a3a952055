package dev.moderato.guard;

import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.Revision;
import dev.moderato.policy.Screening;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The guards that there are, by name. Built once from the configuration, which a wrong value stops. */
@Startup
@ApplicationScoped
public class Guards {

    private final Map<String, Guard> guards;
    private final Optional<Guard> policyReader;
    private final Set<String> remote;
    private final String hosted;
    private final Supplier<Optional<String>> localModel;
    private volatile Known known = new Known(Optional.empty(), "");

    /** The digest of a set of guards, once it was computed. */
    private record Known(Optional<String> localModel, String set) {
    }

    @Inject
    Guards(GuardSettings settings, Vertx vertx, LocalGuards local, MeterRegistry meters) {
        this(RemoteGuards.of(settings, vertx, meters), local.all(), local::model);
    }

    Guards(Map<String, Guard> remote, Collection<Guard> local) {
        this(remote, local, Optional::empty);
    }

    private Guards(Map<String, Guard> remote, Collection<Guard> local, Supplier<Optional<String>> localModel) {
        this.localModel = localModel;
        guards = Stream.concat(remote.values().stream(), local.stream())
            .collect(Collectors.toUnmodifiableMap(Guard::name, guard -> guard, (host, embedded) -> host));
        this.remote = Set.copyOf(remote.keySet());
        var readers = remote.values().stream().filter(Guard::readsPolicies).toList();
        if (readers.size() > 1) {
            throw new IllegalStateException("moderato.guards: only one guard can read the policies, found "
                + readers.stream().map(Guard::name).toList());
        }
        policyReader = readers.stream().findFirst();
        hosted = remote().stream().map(RemoteGuard::identity).sorted().collect(Collectors.joining("\n"));
    }

    public Optional<Guard> named(String name) {
        return Optional.ofNullable(guards.get(name));
    }

    /** The guard whose model reads policies, if it has a host. */
    public Optional<Guard> policyReader() {
        return policyReader;
    }

    /** Who judges by policies: the guard whose model reads them, or else the one in the process. */
    public Optional<Guard> policyJudge() {
        return policyReader.or(() -> guards.values().stream().filter(Guard::readsPolicies).findFirst());
    }

    /**
     * Which guards there are to ask, with their models and hosts: {@code sha256:} and a digest. Another one while the
     * models in the process aren't loaded yet.
     */
    public String set() {
        var now = localModel.get();
        var before = known;
        if (before.set().isEmpty() || !before.localModel().equals(now)) {
            before = new Known(now, Revision.of((hosted + "\n" + now).getBytes(StandardCharsets.UTF_8)));
            known = before;
        }
        return before.set();
    }

    /** Those whose models are elsewhere. */
    List<RemoteGuard> remote() {
        return guards.values().stream().filter(RemoteGuard.class::isInstance).map(RemoteGuard.class::cast).toList();
    }

    /** Whether one of the books has it asked. */
    boolean isWanted(Guard guard, Collection<PolicyBook> books) {
        return books.stream().anyMatch(book -> screens(guard, book) || reads(guard, book));
    }

    /** Whether one of the books has it asked, and nothing that stands in for it. */
    boolean isIrreplaceable(Guard guard, Collection<PolicyBook> books) {
        return books.stream().anyMatch(book -> screens(guard, book) && !book.screening(guard.name())
                .flatMap(Screening::standIn).flatMap(this::named).isPresent()
                && (policyReader.isEmpty() || book.standIns(guard.name()).stream().noneMatch(Policy::enforced))
            || reads(guard, book) && book.policyStandIn().flatMap(this::named).isEmpty());
    }

    private static boolean screens(Guard guard, PolicyBook book) {
        return book.screening(guard.name()).isPresent();
    }

    private static boolean reads(Guard guard, PolicyBook book) {
        return guard.readsPolicies() && !book.policies().isEmpty();
    }

    /** Whether it is asked over the network. */
    boolean isRemote(String name) {
        return remote.contains(name);
    }
}
