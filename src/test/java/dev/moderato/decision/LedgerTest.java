package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.moderato.PostgresForTests;
import dev.moderato.guard.Evidence;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(PostgresForTests.class)
class LedgerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Ledger ledger;
    @Inject
    DataSource database;

    @Test
    void aDecisionIsReadAsItWasKept() {
        var decision = decision(tenant(), "a", Instant.now());

        assertEquals(new Kept(decision, true), keep(decision));

        assertEquals(Optional.of(decision), ledger.find(decision.tenant(), "a"));
    }

    @Test
    void theFirstDecisionOfAnIdStands() {
        var first = decision(tenant(), "a", Instant.now());
        keep(first);

        var kept = keep(decision(first.tenant(), "a", Instant.now()));

        assertEquals(new Kept(first, false), kept);
    }

    @Test
    void ofManyAtOnceWithTheSameIdOneStandsAndAllHearOfIt() {
        var tenant = tenant();
        var all = IntStream.range(0, 300).mapToObj(i -> ledger.record(
            decision(tenant, "id-" + i % 30, Instant.now()), Optional.empty(), false)).toList();

        var kept = Uni.join().all(all).andFailFast().await().atMost(PATIENCE);

        assertEquals(30, kept.stream().filter(Kept::fresh).count());
        kept.forEach(one -> assertEquals(Optional.of(one.decision()), ledger.find(tenant, one.decision().id())));
    }

    @Test
    void oneBadRowFailsAlone() {
        var tenant = tenant();
        var good = IntStream.range(0, 50).mapToObj(i -> ledger.record(decision(tenant, "good-" + i, Instant.now()),
            Optional.empty(), false)).toList();
        var bad = ledger.record(decision(tenant, "x".repeat(201), Instant.now()), Optional.empty(), false);
        var all = new ArrayList<>(good);
        all.add(25, bad.onFailure().recoverWithNull());

        var kept = Uni.join().all(all).andCollectFailures().await().atMost(PATIENCE);

        assertEquals(1, kept.stream().filter(one -> one == null).count());
        assertEquals(50, kept.stream().filter(one -> one != null && one.fresh()).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"update decision set outcome = 'allow'", "delete from decision", "truncate decision cascade",
        "update decision_content set content = '{}'",
        "delete from decision_content", "truncate decision_content", "set moderato.purge = '1'; delete from decision"})
    void theSchemaRefusesToChangeWhatWasDecided(String sql) throws SQLException {
        var decision = decision(tenant(), "a", Instant.now());
        ledger.record(decision, Optional.of(content()), false).await().atMost(PATIENCE);

        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            var refusal = assertThrows(SQLException.class, () -> statement.executeUpdate(sql));
            assertTrue(refusal.getMessage().contains("only ever added"), refusal.getMessage());
        }
    }

    @Test
    void whatCannotBeReadFailsAloneWhenItIsLookedUp() throws SQLException {
        var tenant = tenant();
        keep(decision(tenant, "a", Instant.now()));
        try (var connection = database.getConnection(); var insert = connection.prepareStatement("""
                insert into decision select (jsonb_populate_record(d, '{"id": "bad", "findings": {"not": "a list"}}')).*
                from decision d where tenant = ? and id = 'a'""")) {
            insert.setString(1, tenant);
            assertEquals(1, insert.executeUpdate());
        }

        var bad = lookUp(tenant, "bad").subscribeAsCompletionStage();
        var others = Stream.generate(() -> lookUp(tenant, "a")).limit(50).toList();

        Uni.join().all(others).andFailFast().await().atMost(Duration.ofSeconds(20))
            .forEach(known -> assertEquals("a", known.standing().orElseThrow().id()));
        assertThrows(CompletionException.class, bad::join);
    }

    private Uni<Known> lookUp(String tenant, String id) {
        return ledger.lookUp(new Sought(tenant, Optional.of(id), Optional.empty(), Instant.now()));
    }

    @Test
    void theContentCanBePurgedAndTheDecisionStays() throws SQLException {
        var decision = decision(tenant(), "a", Instant.now());
        ledger.record(decision, Optional.of(content()), false).await().atMost(PATIENCE);
        assertEquals(Optional.of(content()), ledger.content(decision.tenant(), "a"));

        try (var connection = database.getConnection();
             var purge = connection.prepareStatement("select purge_content(?, '-infinity', 'infinity')")) {
            purge.setString(1, decision.tenant());
            assertTrue(purge.execute());
        }

        assertEquals(Optional.empty(), ledger.content(decision.tenant(), "a"));
        assertTrue(ledger.find(decision.tenant(), "a").isPresent());
    }

    @Test
    void pagesFollowEachOtherWithoutGapsOrRepeats() {
        var tenant = tenant();
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        IntStream.range(0, 25).forEach(i -> keep(decision(tenant, "id-" + i, now.minusSeconds(i / 5))));

        var seen = new ArrayList<Decision>();
        var after = Optional.<Cursor>empty();
        do {
            var page = ledger.list(query(tenant, 7, after));
            seen.addAll(page.decisions());
            after = page.next().map(Cursor::parse);
        } while (after.isPresent());

        assertEquals(25, new HashSet<>(seen.stream().map(Decision::id).toList()).size());
        assertEquals(25, seen.size());
        for (var i = 1; i < seen.size(); i++) {
            assertFalse(seen.get(i).decidedAt().isAfter(seen.get(i - 1).decidedAt()));
        }
    }

    @Test
    void decisionsAreFoundByWhatTheySayAndOnlyThose() {
        var tenant = tenant();
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        keep(decision(tenant, "a", now));
        keep(decision(tenant(), "of somebody else", now));

        assertEquals(1, found(tenant, Optional.of(Outcome.BLOCK), Optional.of(Hazard.S9), Optional.of("hazards"),
            Optional.of(now), Optional.of(now.plusSeconds(1)), Optional.of("u1")));
        assertEquals(0, found(tenant, Optional.of(Outcome.ALLOW), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(0, found(tenant, Optional.empty(), Optional.of(Hazard.S1), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty()));
        assertEquals(0, found(tenant, Optional.empty(), Optional.empty(), Optional.of("spam"), Optional.empty(),
            Optional.empty(), Optional.empty()));
        assertEquals(0, found(tenant, Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.of(now.plusMillis(1)), Optional.empty(), Optional.empty()));
        assertEquals(0, found(tenant, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.of(now), Optional.empty()));
        assertEquals(0, found(tenant, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.of("u2")));
    }

    private int found(String tenant, Optional<Outcome> outcome, Optional<Hazard> hazard, Optional<String> policy,
                      Optional<Instant> since, Optional<Instant> until, Optional<String> subject) {
        return ledger.list(new DecisionQuery(tenant, outcome, hazard, policy, since, until, subject, 10,
            Optional.empty())).decisions().size();
    }

    private static DecisionQuery query(String tenant, int limit, Optional<Cursor> after) {
        return new DecisionQuery(tenant, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), limit, after);
    }

    private Kept keep(Decision decision) {
        return ledger.record(decision, Optional.empty(), false).await().atMost(PATIENCE);
    }

    /** Every test has a tenant of its own, since nothing can be cleared away. */
    private static String tenant() {
        return UUID.randomUUID().toString();
    }

    private static JsonNode content() {
        return JsonNodeFactory.instance.objectNode().put("content", "hello");
    }

    private static Decision decision(String tenant, String id, Instant at) {
        var finding = new Finding("hazards", "sha256:1", "S9", Optional.of(Hazard.S9), Outcome.BLOCK,
            Optional.of(0.97), List.of("llama-guard"), Optional.of(new Evidence(3, 5, Optional.empty())), "why",
            false);
        var assessment = new AssessmentRecord("llama-guard", null, null, "model", "assessed", null, null,
            Map.of("S9", 0.97), List.of(), List.of(), null, "why", "thought", false, 12, 1, null);
        var shadow = new ShadowRuling("spam", "sha256:4", Optional.of(Outcome.ALLOW), List.of("SP1"));
        return new Decision(tenant, id, Outcome.BLOCK, List.of(Hazard.S9), "why", List.of(finding),
            List.of(assessment), List.of(shadow), false, Direction.INPUT, "default", "sha256:2",
            Optional.of("sha256:3"),
            Optional.of(JsonNodeFactory.instance.objectNode().put("subject", "u1")), Optional.empty(), "sha256:g",
            at.truncatedTo(ChronoUnit.MICROS));
    }
}
