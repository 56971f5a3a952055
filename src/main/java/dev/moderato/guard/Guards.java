package dev.moderato.guard;

import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.Revision;
import dev.moderato.policy.Screening;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The guards that there are, by name. Built once from the configuration, which a wrong value stops. */
@Startup
@ApplicationScoped
public class Guards {

    private static final Logger LOG = Logger.getLogger(Guards.class);

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
        this(remote(settings, vertx, meters), local.all(), local::model);
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

    private static Map<String, Guard> remote(GuardSettings settings, Vertx vertx, MeterRegistry meters) {
        var guards = new TreeMap<String, Guard>();
        new TreeMap<>(settings.guards()).forEach((name, remote) -> {
            var dialect = dialect(name, remote);
            var onGroq = remote.url().isEmpty() && settings.groq().apiKey().isPresent() && servedByGroq(remote);
            var url = onGroq ? Optional.of(settings.groq().url()) : remote.url();
            if (url.isEmpty()) {
                LOG.infof("guard=%s has no host: moderato.guards.%s.url is not set", name, name);
                return;
            }
            var host = new Host(vertx, checked(name, url.get()), remote,
                onGroq ? settings.groq().apiKey() : remote.apiKey(), new Headroom(meters, name), !onGroq);
            guards.put(name, new RemoteGuard(name, model(name, remote), dialect, host, patience(name, remote)));
            LOG.infof("guard=%s url=%s model=%s", name, url.get(), model(name, remote));
        });
        return guards;
    }

    /** Groq retired Llama Guard 4 on 2026-03-05 and serves no TEI. */
    private static boolean servedByGroq(GuardSettings.Remote remote) {
        return remote.dialect().filter(dialect -> dialect.equals("prompt-guard") || dialect.equals("safeguard"))
            .isPresent();
    }

    private static Dialect dialect(String name, GuardSettings.Remote remote) {
        var dialect = remote.dialect().orElse("");
        return switch (dialect) {
            case "llama-guard" -> new LlamaGuardDialect(model(name, remote), remote.maxTokens(), remote.logprobs(),
                remote.serviceTier());
            case "prompt-guard" -> new PromptGuardDialect(model(name, remote), remote.maxSegments(),
                remote.serviceTier());
            case "safeguard" -> new SafeguardDialect(model(name, remote), remote.maxTokens(), remote.responseFormat(),
                remote.serviceTier());
            case "tei" -> new TeiDialect(remote.maxSegments());
            default -> throw new IllegalStateException("moderato.guards." + name
                + ".dialect must be llama-guard, prompt-guard, safeguard or tei, was '" + dialect + "'");
        };
    }

    private static String model(String name, GuardSettings.Remote remote) {
        return remote.model().orElseThrow(() ->
            new IllegalStateException("moderato.guards." + name + ".model is missing"));
    }

    private static URI checked(String name, URI url) {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalStateException("moderato.guards." + name + ".url must be http(s)://host…, was " + url);
        }
        return url;
    }

    /** The name of a guard's circuit breaker. */
    static String breaker(String guard) {
        return "guard-" + guard;
    }

    private static TypedGuard<Uni<String>> patience(String name, GuardSettings.Remote remote) {
        return TypedGuard.create(new TypeLiteral<Uni<String>>() { })
            .withDescription("guard " + name)
            .withCircuitBreaker()
                .name(breaker(name))
                .requestVolumeThreshold(10).failureRatio(0.5).delay(5, ChronoUnit.SECONDS)
                .when(failure -> failure instanceof Fault fault && fault.ofTheHost())
                .done()
            .withRetry()
                .maxRetries(remote.retries()).jitter(50, ChronoUnit.MILLIS)
                .whenException(failure -> failure instanceof Fault fault && fault.again())
                .withCustomBackoff().strategy(() -> failure -> ((Fault) failure).pause().toMillis()).done()
                .done()
            .build();
    }
}
