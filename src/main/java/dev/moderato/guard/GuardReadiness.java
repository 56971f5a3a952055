package dev.moderato.guard;

import dev.moderato.policy.PolicyBooks;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells how the remote guards stand. Down only before a process has ever had an answer that it can trust from a guard that
 * nothing stands in for: that holds up a rollout with a wrong key. A guard that falls later doesn't take the service
 * away, which then decides by {@code on-unavailable} and says so.
 */
@Readiness
@ApplicationScoped
class GuardReadiness implements HealthCheck {

    private final Guards guards;
    private final PolicyBooks books;
    private final Canaries.Settings canaries;

    GuardReadiness(Guards guards, PolicyBooks books, Canaries.Settings canaries) {
        this.guards = guards;
        this.books = books;
        this.canaries = canaries;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("guards").up();
        for (var guard : guards.remote()) {
            var standing = guard.standing();
            response.withData(guard.name(), told(standing));
            if (canaries.enabled() && !standing.everTrusted() && (standing.wantsHelp() || !standing.tried())
                && guards.isIrreplaceable(guard, books.all())) {
                response.down();
            }
        }
        return response.build();
    }

    private static String told(Standing standing) {
        return standing.trouble().map(trouble -> trouble.cause() + ": " + trouble.detail())
            .orElse(standing.tried() ? "passed its canaries" : "not tried");
    }
}
