package dev.moderato.intake.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells what the Kafka door waits for. A broker, a ledger or guards that are away pass by themselves, so they don't make
 * it down: REST goes on, and has checks of its own. A door that fell shut needs a restart.
 */
@Liveness
@Readiness
@ApplicationScoped
class KafkaHealth implements HealthCheck {

    private final KafkaDoor door;
    private final Outgoing outgoing;
    private final KafkaSettings settings;

    KafkaHealth(KafkaDoor door, Outgoing outgoing, KafkaSettings settings) {
        this.door = door;
        this.outgoing = outgoing;
        this.settings = settings;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("Kafka door");
        if (!settings.open()) {
            return response.up().withData("state", "no broker is configured").build();
        }
        return response.status(!door.fellShut()).withData("state", state()).withData("in flight", door.inFlight())
            .build();
    }

    private String state() {
        return door.fellShut() ? "fell shut, see the log"
            : outgoing.waiting() > 0 ? "waiting for the broker"
            : door.waitingForLedger() > 0 ? "waiting for the ledger"
            : door.waitingForGuards() > 0 ? "waiting for the guards"
            : "open";
    }
}
