package dev.moderato.intake.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.ToDoubleFunction;

/** Shows what the Kafka door has before it. Without a broker there are no such meters. */
@ApplicationScoped
class KafkaMeters {

    private final KafkaDoor door;
    private final Outgoing outgoing;
    private final KafkaSettings settings;
    private final KafkaClientService clients;
    private final MeterRegistry meters;

    KafkaMeters(KafkaDoor door, Outgoing outgoing, KafkaSettings settings, KafkaClientService clients,
                MeterRegistry meters) {
        this.door = door;
        this.outgoing = outgoing;
        this.settings = settings;
        this.clients = clients;
        this.meters = meters;
    }

    void show(@Observes StartupEvent event) {
        if (!settings.open()) {
            return;
        }
        Gauge.builder("moderato.submissions.in.flight", door, KafkaDoor::inFlight).tag("door", "kafka")
            .description("submissions that are worked on").register(meters);
        Gauge.builder("moderato.submissions.in.flight.limit", settings, KafkaSettings::inFlight).tag("door", "kafka")
            .description("how many may be worked on at once").register(meters);
        Gauge.builder("moderato.kafka.lag", this, KafkaMeters::lag)
            .description("records behind the end of this process's partitions, by the consumer's latest fetch")
            .register(meters);
        waiting("ledger", door -> door.waitingForLedger());
        waiting("guards", door -> door.waitingForGuards());
        waiting("broker", door -> outgoing.waiting());
    }

    private void waiting(String neighbour, ToDoubleFunction<KafkaDoor> count) {
        Gauge.builder("moderato.kafka.waiting", door, count).tag("neighbour", neighbour)
            .description("submissions that wait for a neighbour which is away").register(meters);
    }

    /** By the consumer's own count for each partition that it has; NaN for those that it hasn't fetched from yet. */
    private double lag() {
        return clients.getConsumer("submissions").unwrap().metrics().entrySet().stream()
            .filter(metric -> metric.getKey().name().equals("records-lag")
                && metric.getKey().tags().containsKey("partition"))
            .mapToDouble(metric -> (Double) metric.getValue().metricValue())
            .filter(Double::isFinite).sum();
    }
}
