package dev.moderato.policy;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Warns when the folder can't be read. The last good policies are in force then, so the service stays ready. */
@Readiness
@ApplicationScoped
class PolicyReadiness implements HealthCheck {

    private final PolicyBooks books;

    PolicyReadiness(PolicyBooks books) {
        this.books = books;
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("policies").up();
        books.trouble().ifPresent(why ->
            answer.withData("warning", "not reloaded, the last good ones are in force; the log names file and line"));
        return answer.build();
    }
}
