package dev.moderato;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Quarkus starts again and again in the tests' process: no meter is to look at what is of a start before. */
@ApplicationScoped
class FreshMeters {

    void drop(@Observes ShutdownEvent event) {
        List.copyOf(Metrics.globalRegistry.getMeters()).forEach(Metrics.globalRegistry::remove);
    }
}
