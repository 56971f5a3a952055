package dev.moderato.guard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;

/** Shows whether guards rest because they failed too often. */
@Startup
@ApplicationScoped
class BreakerMeters {

    private final Guards guards;
    private final CircuitBreakerMaintenance breakers;
    private final MeterRegistry meters;

    BreakerMeters(Guards guards, CircuitBreakerMaintenance breakers, MeterRegistry meters) {
        this.guards = guards;
        this.breakers = breakers;
        this.meters = meters;
    }

    @PostConstruct
    void show() {
        guards.remote().forEach(guard -> Gauge.builder("moderato.guard.breaker.open", breakers,
                states -> states.currentState(RemoteGuards.breaker(guard.name())) == CircuitBreakerState.OPEN ? 1 : 0)
            .description("1 while the guard isn't asked because it failed too often lately").tag("guard", guard.name())
            .register(meters));
    }
}
