package dev.moderato.intake.problem;

import dev.moderato.decision.LedgerAwayException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.oidc.OIDCException;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what callers were told instead of an answer, lines of a stream included, by why. */
@Startup
@ApplicationScoped
class Refusals {

    /** Why, as the label {@code reason}. */
    enum Reason {
        /** 429: a caller sends more requests a second than it may. */
        RATE,
        /** 429: a caller has more submissions in flight than it may. */
        IN_FLIGHT,
        /** 503: we have. */
        OVERLOADED,
        /** 503: the process is about to stop. */
        STOPPING,
        /** 503: the ledger is away. */
        LEDGER,
        /** 503: the OpenID provider is away. */
        IDENTITY_PROVIDER,
        /** 500. */
        OWN_FAULT,
        /** 4xx: the caller has something to change. */
        REQUEST
    }

    private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

    /** Counters that are there from the start show their first increment too. */
    Refusals(MeterRegistry meters) {
        for (var reason : Reason.values()) {
            counters.put(reason, Counter.builder("moderato.refusals").description("answers that are problems")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT)).register(meters));
        }
    }

    void count(Throwable failure, int status) {
        counters.get(reason(failure, status)).increment();
    }

    private static Reason reason(Throwable failure, int status) {
        return failure instanceof BusyException busy ? busy.reason()
            : failure instanceof LedgerAwayException ? Reason.LEDGER
            : failure instanceof OIDCException ? Reason.IDENTITY_PROVIDER
            : status >= 500 ? Reason.OWN_FAULT : Reason.REQUEST;
    }
}
