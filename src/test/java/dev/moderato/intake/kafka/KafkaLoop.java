package dev.moderato.intake.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the Kafka door is compared with: it reads the same submissions and writes them elsewhere, as safely. */
public final class KafkaLoop {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private KafkaLoop() {
    }

    /** @param count how many submissions are on the topic */
    public static double recordsASecond(String bootstrapServers, int count) {
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "group.id",
                "bare-" + System.nanoTime(), "auto.offset.reset", "earliest", "enable.auto.commit", "false",
                "max.poll.records", "100"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
             var producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                 new ByteArraySerializer(), new ByteArraySerializer())) {
            consumer.subscribe(List.of(KafkaClient.SUBMISSIONS));
            var seen = consumer.poll(PATIENCE).count();
            var begin = System.nanoTime();
            var first = seen;
            while (seen < count) {
                var records = consumer.poll(PATIENCE);
                records.forEach(record -> producer.send(new ProducerRecord<>("bare", record.key(), record.value())));
                producer.flush();
                consumer.commitSync();
                seen += records.count();
            }
            return (seen - first) / ((System.nanoTime() - begin) / 1e9);
        }
    }
}
