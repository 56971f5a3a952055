package dev.moderato.modeldouble;

import java.time.Duration;
import java.time.Instant;

/** A limit that refills all the time. */
final class Bucket {

    private static final double ROUNDING = 1e-6;

    private final long limit;
    private final Duration period;
    private double available;
    private Instant last;

    Bucket(long limit, Duration period, Instant now) {
        this.limit = limit;
        this.period = period;
        this.available = limit;
        this.last = now;
    }

    long limit() {
        return limit;
    }

    long remaining(Instant now) {
        refill(now);
        return (long) Math.floor(available + ROUNDING);
    }

    /** How long until this much can be taken; zero when it can be now. */
    Duration wait(long cost, Instant now) {
        refill(now);
        return cost <= available + ROUNDING ? Duration.ZERO : time(cost - available);
    }

    Duration untilFull(Instant now) {
        return wait(limit, now);
    }

    void take(long cost) {
        available -= cost;
    }

    void giveBack(long cost) {
        available = Math.min(limit, available + cost);
    }

    private void refill(Instant now) {
        if (now.isAfter(last)) {
            var passed = (double) Duration.between(last, now).toNanos() / period.toNanos();
            available = Math.min(limit, available + passed * limit);
            last = now;
        }
    }

    private Duration time(double amount) {
        return Duration.ofNanos((long) Math.ceil(amount / limit * period.toNanos()));
    }
}
