package dev.moderato.guard;

import dev.moderato.policy.PolicyBooks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.vertx.core.Vertx;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Tries the remote guards that the books name by texts that they must judge rightly: at the start, now and then, and
 * soon again while one is in trouble.
 */
@Startup
@ApplicationScoped
class Canaries {

    private static final Logger LOG = Logger.getLogger(Canaries.class);
    private static final Duration EACH = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Whether and how often canaries are tried: two short calls a guard, which are paid for like any other. */
    @ConfigMapping(prefix = "moderato.canaries")
    interface Settings {

        @WithDefault("true")
        boolean enabled();

        /** From one time to the next, of a guard that passed. */
        @WithDefault("1h")
        Duration every();
    }

    private final Guards guards;
    private final PolicyBooks books;
    private final Settings settings;
    private final Vertx vertx;
    private volatile boolean closed;

    Canaries(Guards guards, PolicyBooks books, Settings settings, Vertx vertx, MeterRegistry meters) {
        this.guards = guards;
        this.books = books;
        this.settings = settings;
        this.vertx = vertx;
        if (settings.every().compareTo(SOON) < 0) {
            throw new IllegalStateException("moderato.canaries.every must be at least 30s, was " + settings.every());
        }
        guards.remote().forEach(guard -> Gauge.builder("moderato.guard.up", guard,
                remote -> remote.standing().trouble().isPresent() ? 0 : 1)
            .description("0 while a guard's key or model is refused or it judges its canaries wrongly")
            .tag("guard", guard.name()).register(meters));
    }

    @PostConstruct
    void start() {
        if (settings.enabled()) {
            guards.remote().forEach(this::look);
        }
    }

    @PreDestroy
    void stop() {
        closed = true;
    }

    private void look(RemoteGuard guard) {
        if (closed) {
            return;
        }
        if (!guards.isWanted(guard, books.all())) {
            again(guard, SOON);
            return;
        }
        var before = guard.standing();
        guard.tryCanaries(EACH).subscribe().with(now -> {
            tell(guard.name(), before, now);
            again(guard, now.trouble().isPresent() ? SOON : settings.every());
        });
    }

    private void again(RemoteGuard guard, Duration pause) {
        vertx.setTimer(pause.toMillis(), id -> look(guard));
    }

    private static void tell(String guard, Standing before, Standing now) {
        if (now.trouble().isPresent() && !now.trouble().equals(before.trouble())) {
            var trouble = now.trouble().get();
            LOG.warnf("guard=%s canaries=failed cause=%s detail=%s", guard, trouble.cause(), trouble.detail());
        } else if (now.trouble().isEmpty() && (before.trouble().isPresent() || !before.tried())) {
            LOG.infof("guard=%s canaries=passed", guard);
        }
    }
}
