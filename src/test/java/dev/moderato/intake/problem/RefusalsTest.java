package dev.moderato.intake.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.decision.LedgerAwayException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotFoundException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RefusalsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Refusals refusals = new Refusals(meters);

    static Stream<Arguments> failures() {
        return Stream.of(
            Arguments.of(BusyException.tooManyRequests(1), "rate"),
            Arguments.of(BusyException.tooManyInFlight(), "in_flight"),
            Arguments.of(BusyException.overloaded(), "overloaded"),
            Arguments.of(BusyException.stopping(), "stopping"),
            Arguments.of(new LedgerAwayException("away", null), "ledger"),
            Arguments.of(new OIDCException("away"), "identity_provider"),
            Arguments.of(new IllegalStateException("ours"), "own_fault"),
            Arguments.of(RefusedException.field("id", "is too long"), "request"),
            Arguments.of(new UnauthorizedException(), "request"),
            Arguments.of(new NotFoundException(), "request"));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("failures")
    void eachRefusalCountsUnderItsReasonAlone(Throwable failure, String reason) {
        refusals.count(failure, Problem.of(failure, "req_1").status());

        assertEquals(1, meters.get("moderato.refusals").tag("reason", reason).counter().count());
        assertEquals(1, meters.get("moderato.refusals").counters().stream().mapToDouble(each -> each.count()).sum());
    }
}
