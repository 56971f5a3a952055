package dev.moderato.guard;

import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Standing.Trouble;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A guard whose model is elsewhere: what its dialect asks is sent to its host, with patience, and what comes back is
 * read by the dialect. While it judges its canaries wrongly it is unavailable, since it may call anything safe.
 */
final class RemoteGuard implements Guard {

    private final String name;
    private final String model;
    private final Dialect dialect;
    private final Host host;
    private final TypedGuard<Uni<String>> patience;
    private final AtomicReference<Standing> standing = new AtomicReference<>(Standing.UNTRIED);

    /** @param patience retries and breaker around each request */
    RemoteGuard(String name, String model, Dialect dialect, Host host, TypedGuard<Uni<String>> patience) {
        this.name = name;
        this.model = model;
        this.dialect = dialect;
        this.host = host;
        this.patience = patience;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean readsPolicies() {
        return dialect.readsPolicies();
    }

    @Override
    public boolean seesImages() {
        return dialect.seesImages();
    }

    @Override
    public Uni<Assessment> assess(Question question, Duration duration) {
        if (standing.get().distrusted()) {
            return Uni.createFrom().item(new Unavailable(name, question.policy(), model, Cause.DISTRUSTED,
                "judged a text wrongly that it must know", Effort.NONE));
        }
        return hear(question, duration).invoke(said -> standing.updateAndGet(now -> now.after(said)));
    }

    /** What tells it from another guard: its name, how it is asked, its model and where. */
    String identity() {
        return name + " " + dialect.getClass().getSimpleName() + " " + model + " " + host;
    }

    Standing standing() {
        return standing.get();
    }

    /** Tries its canaries, one after the other. Never fails, and always ends, each within the duration. */
    Uni<Standing> tryCanaries(Duration each) {
        var found = Uni.createFrom().item(Optional.<Trouble>empty());
        for (var canary : dialect.canaries()) {
            found = found.chain(trouble -> trouble.isPresent() ? Uni.createFrom().item(trouble)
                : hear(canary.question(), each).map(canary::trouble));
        }
        return found.chain(trouble -> trouble.isPresent() || dialect.tooLong().isEmpty()
                ? Uni.createFrom().item(trouble) : refuses(dialect.tooLong().get(), each))
            .map(trouble -> standing.updateAndGet(now -> now.after(trouble)));
    }

    private Uni<Assessment> hear(Question question, Duration duration) {
        var until = Patience.of(duration);
        var span = GuardSpan.remote(question, name, dialect.operation(), model, host);
        return new Hearing(name, model, question, dialect,
            (ask, attempts) -> patience.get(() -> {
                span.attempt(attempts.incrementAndGet());
                return host.post(ask.path(), ask.body(), until, span.trace()).onFailure(Fault.class)
                    .invoke(failure -> span.failed((Fault) failure));
            })).hold().invoke(span::end);
    }

    /** Whether the host refuses what is too long. Any other failure says nothing of that. */
    private Uni<Optional<Trouble>> refuses(Ask tooLong, Duration duration) {
        return host.post(tooLong.path(), tooLong.body(), Patience.of(duration), Trace.NONE)
            .map(answer -> Optional.of(new Trouble(Cause.DISTRUSTED, "cuts texts off in silence")))
            .onFailure().recoverWithItem(Optional.empty());
    }
}
