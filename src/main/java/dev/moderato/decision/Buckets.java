package dev.moderato.decision;

import java.time.Duration;
import java.util.stream.LongStream;

/** The histograms' buckets. */
final class Buckets {

    /** Of what waits for models: 5 ms, as a guard in the process takes, to 30 s. */
    static final Duration[] ANSWERS = millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);
    /** Of what waits for the database: 1 ms to its socket timeout. */
    static final Duration[] WRITES = millis(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 15_000);

    private Buckets() {
    }

    private static Duration[] millis(long... bounds) {
        return LongStream.of(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
