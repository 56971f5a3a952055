package dev.moderato.bench;

import dev.moderato.intake.kafka.KafkaClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A user of the broker that does as little as can be: what the service's door is measured by, and compared with. */
final class KafkaLoop {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** As many as the service has under way. */
    private static final int UNDER_WAY = 256;
    /** Records, about as many as the service decides on in the second between its commits. */
    private static final int A_COMMIT = 3_000;

    private final String bootstrapServers;

    KafkaLoop(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** Puts so many submissions on the topic. */
    void send(int count, IntFunction<String> submission) {
        try (var producer = producer()) {
            IntStream.range(0, count).forEach(i ->
                producer.send(new ProducerRecord<>(KafkaClient.SUBMISSIONS, submission.apply(i).getBytes())));
        }
    }

    /** How long some records took, without the first that came. */
    record Timed(long records, double seconds) {

        static final Timed NOTHING = new Timed(0, 0);

        Timed plus(Timed next) {
            return new Timed(records + next.records, seconds + next.seconds);
        }

        double aSecond() {
            return records / seconds;
        }
    }

    /** Until so many more decisions have come. */
    Timed decided(String group, int count) {
        try (var consumer = consumer(group)) {
            consumer.subscribe(List.of(KafkaClient.DECISIONS));
            var first = some(consumer).count();
            var begin = System.nanoTime();
            for (var seen = first; seen < count;) {
                seen += some(consumer).count();
            }
            var seconds = (System.nanoTime() - begin) / 1e9;
            consumer.commitSync();
            return new Timed(count - first, seconds);
        }
    }

    /** Until so many more submissions are read, worked on and written elsewhere, as safely as the service does it. */
    Timed worked(String group, int count, Function<String, CompletionStage<?>> work) {
        try (var consumer = consumer(group); var producer = producer()) {
            consumer.subscribe(List.of(KafkaClient.SUBMISSIONS));
            var underWay = new Semaphore(UNDER_WAY);
            var failed = new AtomicReference<Throwable>();
            var first = -1;
            var begin = 0L;
            for (int seen = 0, committed = 0; seen < count;) {
                var records = some(consumer);
                if (first < 0) {
                    first = records.count();
                    begin = System.nanoTime();
                }
                for (var record : records) {
                    underWay.acquireUninterruptibly();
                    work.apply(new String(record.value())).whenComplete((done, failure) -> {
                        failed.compareAndSet(null, failure);
                        producer.send(new ProducerRecord<>("bare", record.key(), record.value()));
                        underWay.release();
                    });
                }
                seen += records.count();
                if (seen - committed >= A_COMMIT || seen >= count) {
                    underWay.acquireUninterruptibly(UNDER_WAY);
                    if (failed.get() != null) {
                        throw new IllegalStateException(failed.get());
                    }
                    producer.flush();
                    consumer.commitSync();
                    underWay.release(UNDER_WAY);
                    committed = seen;
                }
            }
            return new Timed(count - first, (System.nanoTime() - begin) / 1e9);
        }
    }

    /** So many submissions a second, each when it is due, timed from then until its decision is read. */
    Load.Run open(String group, int aSecond, Duration duration, IntFunction<String> submission) {
        var tally = new Load.Tally();
        var count = (int) (aSecond * duration.toMillis() / 1_000);
        var dues = new ConcurrentHashMap<Integer, Long>();
        try (var consumer = consumer(group); var producer = producer()) {
            consumer.subscribe(List.of(KafkaClient.DECISIONS));
            while (consumer.assignment().isEmpty()) {
                consumer.poll(Duration.ofMillis(100));
            }
            var begin = System.nanoTime();
            var sending = CompletableFuture.runAsync(() -> {
                for (var i = 0; i < count; i++) {
                    var due = begin + i * 1_000_000_000L / aSecond;
                    LockSupport.parkNanos(due - System.nanoTime());
                    dues.put(i, due);
                    producer.send(new ProducerRecord<>(KafkaClient.SUBMISSIONS,
                        ByteBuffer.allocate(Integer.BYTES).putInt(i).array(), submission.apply(i).getBytes()));
                }
            });
            for (var seen = 0; seen < count;) {
                for (var record : some(consumer)) {
                    var due = dues.remove(ByteBuffer.wrap(record.key()).getInt());
                    tally.take(due);
                    seen++;
                }
            }
            sending.join();
            consumer.commitSync();
            return tally.run(begin);
        }
    }

    private static ConsumerRecords<byte[], byte[]> some(KafkaConsumer<byte[], byte[]> consumer) {
        var records = consumer.poll(PATIENCE);
        if (records.isEmpty()) {
            throw new IllegalStateException("no record for " + PATIENCE.toSeconds() + " s");
        }
        return records;
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group) {
        return new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrapServers, "group.id", group,
            "auto.offset.reset", "earliest", "enable.auto.commit", "false", "max.poll.records", "500",
            "metadata.max.age.ms", "500"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new ByteArraySerializer(), new ByteArraySerializer());
    }
}
