package dev.moderato.intake.access;

import dev.moderato.intake.problem.BusyException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * How many submissions are decided on at once: of each caller, and in all. What is over the limits is refused at once
 * and not queued, so that what was let in is finished in time.
 */
@Startup
@ApplicationScoped
public class Admission {

    private final AccessSettings settings;
    private final Map<String, Integer> inFlight = new HashMap<>();
    private int all;

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

    /** Whether a submission would be refused just now, whoever's it is. */
    synchronized boolean isFull() {
        return all >= settings.limits().submissions();
    }

    /**
     * As many places as there are for this caller, from 1 to {@code most}, until they are left.
     *
     * @throws BusyException when there are none
     */
    public synchronized Places enter(Caller caller, int most) {
        var free = settings.limits().submissions() - all;
        if (free <= 0) {
            throw BusyException.overloaded();
        }
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
        inFlight.computeIfPresent(caller.name(), (name, count) -> count == places ? null : count - places);
    }

    private OptionalInt limit(Caller caller) {
        var key = settings.keys().get(caller.name());
        return key != null && key.inFlight().isPresent() ? key.inFlight() : settings.limits().inFlight();
    }
}
