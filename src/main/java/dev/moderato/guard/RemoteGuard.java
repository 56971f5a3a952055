package dev.moderato.guard;

import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import java.time.Duration;

/**
 * A guard whose model is elsewhere: what its dialect asks is sent to its host, with patience, and what comes back is
 * read by the dialect.
 */
final class RemoteGuard implements Guard {

    private final String name;
    private final String model;
    private final Dialect dialect;
    private final Host host;
    private final TypedGuard<Uni<String>> patience;

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
        var until = Patience.of(duration);
        var span = GuardSpan.remote(question, name, dialect.operation(), model, host);
        return new Hearing(name, model, question, dialect,
            (ask, attempts) -> patience.get(() -> {
                span.attempt(attempts.incrementAndGet());
                return host.post(ask.path(), ask.body(), until, span.trace()).onFailure(Fault.class)
                    .invoke(failure -> span.failed((Fault) failure));
            })).hold().invoke(span::end);
    }
}
