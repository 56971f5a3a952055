package dev.moderato.decision;

import dev.moderato.decision.Purge.What;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Purges what was kept for long enough, content before decisions, one process at a time. It leaves as much time to
 * others as it takes, and goes on where it was killed.
 */
@ApplicationScoped
class Retention {

    private static final Logger LOG = Logger.getLogger(Retention.class);
    /** Longer than a decision takes from its moment to its commit, and than clocks differ. */
    private static final Duration LEAST = Duration.ofHours(1);

    /** How long what is kept is kept. */
    @ConfigMapping(prefix = "moderato.retention")
    interface Settings {

        /** For content, from the decision on; kept as long as its decision where it isn't set. */
        Optional<Duration> content();

        /** For decisions, and for replays; kept for good where it isn't set. */
        Optional<Duration> decisions();

        /** The pause between two looks for what is due. */
        @WithDefault("10m")
        Duration every();
    }

    private final Purges purges;
    private final Settings settings;
    private final MeterRegistry meters;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "retention");
        thread.setDaemon(true);
        return thread;
    });
    private boolean away;

    Retention(Purges purges, Settings settings, MeterRegistry meters) {
        this.purges = purges;
        this.settings = settings;
        this.meters = meters;
    }

    void start(@Observes StartupEvent event) {
        check();
        if (settings.content().isPresent() || settings.decisions().isPresent()) {
            turns.scheduleWithFixedDelay(() -> turn(Instant.now()), 0, settings.every().toMillis(),
                TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        closing.countDown();
        turns.shutdown();
        turns.awaitTermination(5, TimeUnit.SECONDS);
    }

    /** @throws IllegalStateException when a setting makes no sense; names it */
    void check() {
        settings.content().ifPresent(content -> atLeast("content", content, LEAST));
        settings.decisions().ifPresent(decisions -> {
            atLeast("decisions", decisions, LEAST);
            if (settings.content().filter(content -> content.compareTo(decisions) > 0).isPresent()) {
                throw new IllegalStateException("moderato.retention.content must not exceed"
                    + " moderato.retention.decisions (" + decisions + "), was " + settings.content().get());
            }
        });
        atLeast("every", settings.every(), Duration.ofMillis(1));
    }

    private static void atLeast(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalStateException("moderato.retention." + name + " must be at least " + least + ", was "
                + value);
        }
    }

    /** Purges all that is due. When the ledger is away that is told once, and the next turn tries again. */
    void turn(Instant now) {
        var begin = System.nanoTime();
        var gone = new EnumMap<What, Long>(What.class);
        try {
            settings.content().or(settings::decisions).ifPresent(kept -> purge(What.CONTENT, now.minus(kept), gone));
            settings.decisions().ifPresent(kept -> {
                purge(What.DECISIONS, now.minus(kept), gone);
                purges.replays(now.minus(kept));
            });
            away = false;
        } catch (RuntimeException e) {
            if (!away && closing.getCount() > 0) {
                LOG.warnf("nothing can be purged just now: %s", e.getMessage());
            }
            away = true;
        }
        if (!gone.isEmpty()) {
            LOG.infof("purged content=%d decisions=%d millis=%d", gone.getOrDefault(What.CONTENT, 0L),
                gone.getOrDefault(What.DECISIONS, 0L), (System.nanoTime() - begin) / 1_000_000);
        }
    }

    private void purge(What what, Instant before, Map<What, Long> gone) {
        for (var tenant : purges.tenants()) {
            var goesOn = closing.getCount() > 0;
            while (goesOn) {
                var begin = System.nanoTime();
                var step = purges.step(what, tenant, before);
                if (step.gone() > 0) {
                    gone.merge(what, step.gone(), Long::sum);
                    count(what, step.gone());
                }
                goesOn = step.more() && !closesWithin(System.nanoTime() - begin);
            }
        }
    }

    private void count(What what, long gone) {
        Counter.builder("moderato.purged").description("rows that were kept for long enough, and purged")
            .tag("what", what.toString()).register(meters).increment(gone);
    }

    private boolean closesWithin(long nanos) {
        try {
            return closing.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
