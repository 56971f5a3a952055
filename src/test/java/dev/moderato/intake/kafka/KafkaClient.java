package dev.moderato.intake.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A user of the topics: sends submissions, and has read all decisions and dead letters. */
public final class KafkaClient implements AutoCloseable {

    public static final String SUBMISSIONS = "moderation.submissions";
    public static final String DECISIONS = "moderation.decisions";
    public static final String DEAD_LETTERS = "moderation.submissions.dlq";

    private final KafkaProducer<byte[], byte[]> producer;
    private final Queue<ConsumerRecord<byte[], byte[]>> seen = new ConcurrentLinkedQueue<>();
    private final Thread reading;
    private volatile boolean closing;

    public KafkaClient(String bootstrapServers) {
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "max.request.size", "20971520"),
            new ByteArraySerializer(), new ByteArraySerializer());
        reading = new Thread(() -> read(bootstrapServers), "kafka-client");
        reading.start();
    }

    public RecordMetadata send(String key, String value, Map<String, String> headers) {
        var record = new ProducerRecord<>(SUBMISSIONS, bytes(key), bytes(value));
        headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
        return sent(producer.send(record));
    }

    /** As fast as it goes; returns when all are sent. */
    public void sendAll(Stream<String> values) {
        values.map(value -> producer.send(new ProducerRecord<>(SUBMISSIONS, bytes(value)))).toList()
            .forEach(KafkaClient::sent);
    }

    public RecordMetadata send(String key, String value) {
        return send(key, value, Map.of());
    }

    /** The first decision that is such, waited for. */
    public ConsumerRecord<byte[], byte[]> decision(Predicate<ConsumerRecord<byte[], byte[]>> such) {
        return await(DECISIONS, such, 1).get(0);
    }

    public ConsumerRecord<byte[], byte[]> decisionOf(String id) {
        return decision(record -> id.equals(header(record, "ce_id")));
    }

    public ConsumerRecord<byte[], byte[]> deadLetter(RecordMetadata of) {
        return await(DEAD_LETTERS, record -> Integer.toString(of.partition()).equals(header(record,
            "dead-letter-partition")) && Long.toString(of.offset()).equals(header(record, "dead-letter-offset")), 1)
            .get(0);
    }

    public List<ConsumerRecord<byte[], byte[]>> await(String topic, Predicate<ConsumerRecord<byte[], byte[]>> such,
                                                      int count) {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> seen(topic, such),
            found -> found.size() >= count);
    }

    /** So far. */
    public List<ConsumerRecord<byte[], byte[]>> seen(String topic, Predicate<ConsumerRecord<byte[], byte[]>> such) {
        return seen.stream().filter(record -> record.topic().equals(topic) && such.test(record)).toList();
    }

    public static String header(ConsumerRecord<?, ?> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
            .map(header -> new String(header.value(), StandardCharsets.UTF_8)).orElse(null);
    }

    public static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closing = true;
        producer.close();
        try {
            reading.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(String bootstrapServers) {
        try (var consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "group.id", "client",
            "auto.offset.reset", "earliest", "metadata.max.age.ms", "500"), new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(DECISIONS, DEAD_LETTERS));
            while (!closing) {
                consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
            }
        }
    }

    private static RecordMetadata sent(Future<RecordMetadata> sending) {
        try {
            return sending.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
