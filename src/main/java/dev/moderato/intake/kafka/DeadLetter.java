package dev.moderato.intake.kafka;

import dev.moderato.guard.Trace;
import dev.moderato.intake.problem.RefusedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record that can't be decided on, as it came, with headers that say why and where from. */
final class DeadLetter {

    private DeadLetter() {
    }

    static ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> record, Throwable why, String topic,
                                             Trace trace) {
        return of(record, record.value(), why, topic, trace);
    }

    /** For a record that is too large with the headers: it lies where they say, as long as its topic keeps it. */
    static ProducerRecord<byte[], byte[]> withoutValue(ConsumerRecord<byte[], byte[]> record, Throwable why,
                                                       String topic, Trace trace) {
        var letter = of(record, null, why, topic, trace);
        letter.headers().add("dead-letter-value-omitted", "true".getBytes(StandardCharsets.UTF_8));
        return letter;
    }

    private static ProducerRecord<byte[], byte[]> of(ConsumerRecord<byte[], byte[]> record, byte[] value, Throwable why,
                                                     String topic, Trace trace) {
        var letter = new ProducerRecord<>(topic, null, record.key(), value, record.headers());
        add(letter, "exception-class-name", why.getClass().getName());
        add(letter, "reason", reason(why));
        add(letter, "topic", record.topic());
        add(letter, "partition", Integer.toString(record.partition()));
        add(letter, "offset", Long.toString(record.offset()));
        add(letter, "time", Instant.now().toString());
        trace.headers((name, text) -> replace(letter, name, text));
        return letter;
    }

    private static String reason(Throwable why) {
        return why instanceof RefusedException refused
            ? refused.field().map(field -> field + ": ").orElse("") + why.getMessage()
            : String.valueOf(why.getMessage());
    }

    /** In place of one of an earlier time, when the record was a dead letter before. */
    private static void add(ProducerRecord<byte[], byte[]> letter, String name, String text) {
        replace(letter, "dead-letter-" + name, text);
    }

    private static void replace(ProducerRecord<byte[], byte[]> letter, String name, String text) {
        letter.headers().remove(name);
        letter.headers().add(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
