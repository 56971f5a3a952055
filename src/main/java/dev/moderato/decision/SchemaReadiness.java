package dev.moderato.decision;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Not ready before the database has the schema that this version was made for. A newer one will do, since migrations
 * leave what the version before needs.
 */
@Readiness
@ApplicationScoped
class SchemaReadiness implements HealthCheck {

    private final Instance<Flyway> flyway;
    /** A schema never goes back, so it is looked at until it is there. */
    private volatile boolean there;

    /** @param flyway looked up late, so that what needs no database starts without one */
    SchemaReadiness(Instance<Flyway> flyway) {
        this.flyway = flyway;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("database schema");
        if (there) {
            return response.up().build();
        }
        try {
            var info = flyway.get().info();
            var missing = info.pending();
            there = missing.length == 0;
            return there ? response.up().build() : response.down()
                .withData("expected", missing[missing.length - 1].getVersion().toString())
                .withData("found", info.current() == null ? "none" : info.current().getVersion().toString()).build();
        } catch (FlywayException e) {
            return response.down().withData("found", "the database can't be reached").build();
        }
    }
}
