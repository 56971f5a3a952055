package dev.moderato.intake.kafka;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Patience with a neighbour that is away: work is repeated until it is back, and the log tells once. */
final class Wait {

    private static final Logger LOG = Logger.getLogger(Wait.class);

    private final String neighbour;
    private final Duration first;
    private final Duration longest;
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param first the pause after the first failure; each is twice the one before, up to the longest */
    Wait(String neighbour, Duration first, Duration longest) {
        this.neighbour = neighbour;
        this.first = first;
        this.longest = longest;
    }

    /** The work, repeated as long as it fails with what is {@code away}. */
    <T> Uni<T> patiently(Uni<T> work, Predicate<? super Throwable> away) {
        return Uni.createFrom().deferred(() -> {
            var waits = new AtomicBoolean();
            return work.onFailure(away).invoke(failure -> begin(waits, failure))
                .onFailure(away).retry().withBackOff(first, longest).indefinitely()
                .onTermination().invoke(() -> end(waits));
        });
    }

    /** How many submissions wait for it. */
    int waiting() {
        return waiting.get();
    }

    private void begin(AtomicBoolean waits, Throwable failure) {
        if (waits.compareAndSet(false, true) && waiting.getAndIncrement() == 0) {
            LOG.warnf("waiting for %s: %s", neighbour, failure.getMessage());
        }
    }

    private void end(AtomicBoolean waits) {
        if (waits.get() && waiting.decrementAndGet() == 0) {
            LOG.infof("no longer waiting for %s", neighbour);
        }
    }
}
