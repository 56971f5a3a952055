package dev.moderato.intake.kafka;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
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
    private final KafkaClientService clients;

    KafkaHealth(KafkaDoor door, Outgoing outgoing, KafkaSettings settings, KafkaClientService clients) {
        this.clients = clients;
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

    /** By the consumer's own count of its connections. */
    private boolean connected() {
        return clients.getConsumer("submissions").unwrap().metrics().entrySet().stream()
            .filter(metric -> metric.getKey().name().equals("connection-count"))
            .anyMatch(metric -> metric.getValue().metricValue() instanceof Double count && count > 0);
    }

    private String state() {
        return door.fellShut() ? "fell shut, see the log"
            : outgoing.waiting() > 0 || !connected() ? "waiting for the broker"
            : door.waitingForLedger() > 0 ? "waiting for the ledger"
            : door.waitingForGuards() > 0 ? "waiting for the guards"
            : "open";
    }
}
