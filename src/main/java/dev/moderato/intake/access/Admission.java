package dev.moderato.intake.access;

import dev.moderato.intake.problem.BusyException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * How many submissions are decided on at once: of each caller, and in all. What is over the limits is refused at once
 * and not queued, so that what was let in is finished in time. From the moment that the process is told to stop nothing
 * more is let in, and what was is finished.
 */
@Startup
@ApplicationScoped
public class Admission {

    /** For the submissions whose callers left; the others were waited for before. As long as they may take. */
    private static final Duration LAST = Duration.ofSeconds(10);

    private final AccessSettings settings;
    private final Map<String, Integer> inFlight = new HashMap<>();
    private int all;
    private boolean stopping;

    Admission(AccessSettings settings, MeterRegistry meters) {
        this.settings = settings;
        Gauge.builder("moderato.submissions.in.flight", this, Admission::inFlight).tag("door", "http")
            .description("submissions that are worked on").register(meters);
        Gauge.builder("moderato.submissions.in.flight.limit", () -> settings.limits().submissions())
            .tag("door", "http").description("how many may be worked on at once").register(meters);
    }

    private synchronized int inFlight() {
        return all;
    }

    synchronized void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    /** Before the ledger closes. */
    synchronized void finish(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event)
        throws InterruptedException {
        var until = System.nanoTime() + LAST.toNanos();
        for (var left = LAST.toMillis(); all > 0 && left > 0; left = (until - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** @throws BusyException when a submission would be refused just now, whoever's it is */
    synchronized void checkRoom() {
        if (stopping) {
            throw BusyException.stopping();
        }
        if (all >= settings.limits().submissions()) {
            throw BusyException.overloaded();
        }
    }

    /**
     * As many places as there are for this caller, from 1 to {@code most}, until they are left.
     *
     * @throws BusyException when there are none
     */
    public synchronized Places enter(Caller caller, int most) {
        checkRoom();
        var free = settings.limits().submissions() - all;
        var left = limit(caller).orElse(Integer.MAX_VALUE) - inFlight.getOrDefault(caller.name(), 0);
        if (left <= 0) {
            throw BusyException.tooManyInFlight();
        }
        var places = Math.min(most, Math.min(free, left));
        all += places;
        inFlight.merge(caller.name(), places, Integer::sum);
        return new Places(places, () -> leave(caller, places));
    }

    /** Work that holds places, at most so many, to its end, and goes on to it when nobody listens any more. */
    public <T> Uni<T> within(Caller caller, int most, Function<Places, Uni<T>> work) {
        return Uni.createFrom().emitter(emitter -> {
            var places = enter(caller, most);
            Uni.createFrom().<T>deferred(() -> work.apply(places)).onTermination().invoke(places::leave)
                .subscribe().with(emitter::complete, emitter::fail);
        });
    }

    private synchronized void leave(Caller caller, int places) {
        all -= places;
        notifyAll();
        inFlight.computeIfPresent(caller.name(), (name, count) -> count == places ? null : count - places);
    }

    private OptionalInt limit(Caller caller) {
        var key = settings.keys().get(caller.name());
        return key != null && key.inFlight().isPresent() ? key.inFlight() : settings.limits().inFlight();
    }
}
