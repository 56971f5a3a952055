package dev.moderato.guard.embedded;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before the embedded models are there, and not without them where they are wanted. */
@Readiness
@ApplicationScoped
class EmbeddedReadiness implements HealthCheck {

    private final Models models;

    EmbeddedReadiness(Models models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("embedded guards");
        if (!models.enabled()) {
            return response.up().withData("models", "switched off").build();
        }
        var loaded = models.loaded();
        if (!loaded.isDone()) {
            return response.down().withData("models", "loading").build();
        }
        return loaded.handle((done, failure) -> failure == null
            ? response.up().withData("models", done.weights().model()).build()
            : response.down().withData("models", "can't be loaded: " + failure.getClass().getSimpleName()).build())
            .join();
    }
}
