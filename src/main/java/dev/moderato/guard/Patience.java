package dev.moderato.guard;

import java.time.Duration;

/** An end in time that all waiting for one answer stays within. */
record Patience(long endNanos) {

    static Patience of(Duration duration) {
        return new Patience(System.nanoTime() + duration.toNanos());
    }

    /** What is left, never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }
}
