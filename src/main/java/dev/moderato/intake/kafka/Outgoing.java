package dev.moderato.intake.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.moderato.decision.Decision;
import dev.moderato.guard.Trace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** What the door publishes. Each is done when the broker has it, and waits as long as the broker is away. */
@ApplicationScoped
class Outgoing {

    private static final Logger LOG = Logger.getLogger(Outgoing.class);

    private final MutinyEmitter<ProducerRecord<byte[], byte[]>> emitter;
    private final KafkaSettings settings;
    private final ObjectWriter json;
    private final Counter deadLetters;
    private final Wait broker = new Wait("the broker", Duration.ofMillis(200), Duration.ofSeconds(5));

    /** What waits to be sent is bounded by what is in flight, so the emitter needs no bound of its own. */
    Outgoing(@Channel("decisions") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
             MutinyEmitter<ProducerRecord<byte[], byte[]>> emitter, KafkaSettings settings, ObjectMapper json,
             MeterRegistry meters) {
        this.emitter = emitter;
        this.settings = settings;
        this.json = json.writerFor(Decision.class);
        this.deadLetters = Counter.builder("moderato.kafka.dead.letters")
            .description("records that could not be decided on").register(meters);
    }

    /** Fails when the decision is larger than the topic takes. */
    Uni<Void> decision(Decision decision, byte[] key, Envelope envelope) {
        return send(envelope.answer(settings.decisions(), key, decision, bytes(decision.withoutReasoning())));
    }

    /** Never fails. */
    Uni<Void> deadLetter(ConsumerRecord<byte[], byte[]> record, Throwable why, Trace trace) {
        deadLetters.increment();
        LOG.infof("dead letter from %s-%d-%d: %s", record.topic(), record.partition(), record.offset(),
            why.getClass().getSimpleName());
        return send(DeadLetter.of(record, why, settings.deadLetters(), trace)).onFailure()
            .recoverWithUni(() -> send(DeadLetter.withoutValue(record, why, settings.deadLetters(), trace)));
    }

    /** How many wait for the broker. */
    int waiting() {
        return broker.waiting();
    }

    private Uni<Void> send(ProducerRecord<byte[], byte[]> record) {
        return broker.patiently(Uni.createFrom().deferred(() -> emitter.sendMessage(Message.of(record))),
            failure -> !tooLarge(failure));
    }

    static boolean tooLarge(Throwable failure) {
        return failure instanceof RecordTooLargeException || failure instanceof RecordBatchTooLargeException;
    }

    private byte[] bytes(Decision decision) {
        try {
            return json.writeValueAsBytes(decision);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a decision can't be written as JSON", e);
        }
    }
}
