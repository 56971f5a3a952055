package dev.moderato.decision;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures the ledger's writer and reader. */
@ApplicationScoped
class LedgerMeters {

    /** What a commit came to: a refused one had a row at fault, such as a known id, and is tried row by row. */
    enum Result { COMMITTED, REFUSED, FAILED }

    private final MeterRegistry meters;
    private final Map<Result, Timer> commits = new EnumMap<>(Result.class);
    private final DistributionSummary rows;
    private final Timer waited;
    private final Timer lookedUp;

    LedgerMeters(MeterRegistry meters) {
        this.meters = meters;
        for (var result : Result.values()) {
            commits.put(result, Timer.builder("moderato.ledger.commit").description("a group's transaction")
                .tag("result", result.name().toLowerCase(Locale.ROOT)).serviceLevelObjectives(Buckets.WRITES)
                .register(meters));
        }
        rows = DistributionSummary.builder("moderato.ledger.commit.rows")
            .description("decisions that shared a commit")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128).register(meters);
        waited = Timer.builder("moderato.ledger.record").description("from the decision to its being durable")
            .serviceLevelObjectives(Buckets.WRITES).register(meters);
        lookedUp = Timer.builder("moderato.ledger.lookup")
            .description("from when a submission is to be looked up to what is known of it")
            .serviceLevelObjectives(Buckets.WRITES).register(meters);
    }

    void watch(Collection<?> queue, int capacity) {
        Gauge.builder("moderato.ledger.queue", queue, Collection::size)
            .description("decisions that wait to be written").register(meters);
        Gauge.builder("moderato.ledger.queue.capacity", () -> capacity)
            .description("how many may wait; with more, submissions are refused").register(meters);
    }

    /** @param since when it began, by {@link System#nanoTime()} */
    void commit(Result result, int count, long since) {
        commits.get(result).record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
        if (result == Result.COMMITTED) {
            rows.record(count);
        }
    }

    /** @param since when the decision was handed over, by {@link System#nanoTime()} */
    void durable(long since) {
        waited.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
    }

    /** @param since when it was asked for, by {@link System#nanoTime()} */
    void lookedUp(long since) {
        lookedUp.record(System.nanoTime() - since, TimeUnit.NANOSECONDS);
    }
}
