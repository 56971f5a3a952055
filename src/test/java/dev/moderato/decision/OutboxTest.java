package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.moderato.PostgresForTests;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Outcome;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresForTests.class)
class OutboxTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Ledger ledger;
    @Inject
    Outbox outbox;

    private final String tenant = UUID.randomUUID().toString();

    @BeforeEach
    void empty() {
        while (outbox.relay(1_000, decisions -> { }) > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void decisionsAreToldInTheOrderOfTheirCommitsAndThenForgotten() {
        var kept = IntStream.range(0, 20).mapToObj(i -> keep("id-" + i, true)).map(Kept::decision).toList();

        assertEquals(kept.subList(0, 15), relayed(15));
        assertEquals(kept.subList(15, 20), relayed(15));
        assertEquals(List.of(), relayed(15));
    }

    @Test
    void ofManyAtOnceEachIsToldOnce() {
        var all = IntStream.range(0, 300).mapToObj(i -> ledger.record(decision("id-" + i % 200), Optional.empty(), true))
            .toList();
        Uni.join().all(all).andFailFast().await().atMost(PATIENCE);

        assertEquals(200, relayed(1_000).stream().map(Decision::id).distinct().count());
        assertEquals(0, relayed(1_000).size());
    }

    @Test
    void whatWasNotToBeAnnouncedIsNot() {
        keep("silent", false);
        keep("silent", true);

        assertEquals(List.of(), relayed(10));
    }

    @Test
    void whatCouldNotBeToldIsToldAgain() {
        var kept = keep("a", true).decision();

        assertThrows(IllegalStateException.class, () -> outbox.relay(10, decisions -> {
            throw new IllegalStateException("the broker is away");
        }));

        assertEquals(List.of(kept), relayed(10));
    }

    @Test
    void oneRelaysAtATime() {
        keep("a", true);

        outbox.relay(10, decisions -> assertEquals(List.of(), relayed(10)));
    }

    private List<Decision> relayed(int most) {
        var told = new ArrayList<Decision>();
        outbox.relay(most, told::addAll);
        return told;
    }

    private Kept keep(String id, boolean announced) {
        return ledger.record(decision(id), Optional.empty(), announced).await().atMost(PATIENCE);
    }

    private Decision decision(String id) {
        return new Decision(tenant, id, Outcome.ALLOW, List.of(), "Nothing found", List.of(), List.of(), List.of(), false,
            Direction.INPUT, "default", "sha256:0", Optional.of("sha256:0"), Optional.empty(), Optional.empty(), "sha256:g",
            Instant.now().truncatedTo(ChronoUnit.MICROS));
    }
}
