package dev.moderato.intake.kafka;

import dev.moderato.decision.Decision;
import dev.moderato.decision.Outbox;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Publishes decisions that were made over REST, in the order in which they were committed. */
@ApplicationScoped
class OutboxRelay {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int MOST = 256;
    /** Shorter than a transaction may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long IDLE_MILLIS = 100;
    private static final long AWAY_MILLIS = 1_000;

    private final Outbox outbox;
    private final Outgoing outgoing;
    private final KafkaSettings settings;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "outbox-relay");
    private boolean away;

    OutboxRelay(Outbox outbox, Outgoing outgoing, KafkaSettings settings) {
        this.outbox = outbox;
        this.outgoing = outgoing;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        if (settings.publishRest()) {
            if (!settings.open()) {
                throw new IllegalStateException("moderato.kafka.publish-rest needs a broker: set"
                    + " KAFKA_BOOTSTRAP_SERVERS");
            }
            thread.setDaemon(true);
            thread.start();
        }
    }

    void stop(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        closing.countDown();
        thread.interrupt();
    }

    private void run() {
        try {
            var pause = 0L;
            while (!closing.await(pause, TimeUnit.MILLISECONDS)) {
                pause = relay();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many milliseconds to wait before the next time. */
    private long relay() {
        try {
            var count = outbox.relay(MOST, this::announce);
            away = false;
            return count == MOST ? 0 : IDLE_MILLIS;
        } catch (RuntimeException e) {
            if (!away && closing.getCount() > 0) {
                LOG.warnf("decisions made over REST can't be published just now: %s", e.getMessage());
            }
            away = true;
            return AWAY_MILLIS;
        }
    }

    private void announce(List<Decision> decisions) {
        Uni.join().all(decisions.stream().map(decision -> outgoing.decision(decision,
            decision.id().getBytes(StandardCharsets.UTF_8), Envelope.NONE)).toList()).andFailFast()
            .ifNoItem().after(PATIENCE).fail().await().indefinitely();
    }
}
