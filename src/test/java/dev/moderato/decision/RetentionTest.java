package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.moderato.PostgresForTests;
import dev.moderato.decision.Purge.What;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was kept for long enough goes, and leaves a proof. Its decisions are older than those of all other tests. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
class RetentionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant BEGIN = Instant.parse("2001-01-01T00:00:00Z");

    @Inject
    Ledger ledger;
    @Inject
    Outbox outbox;
    @Inject
    Purges purges;
    @Inject
    DataSource database;

    private final String tenant = UUID.randomUUID().toString();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private record Kept(Optional<Duration> content, Optional<Duration> decisions, Duration every)
        implements Retention.Settings {

        static Kept days(Integer content, Integer decisions) {
            return new Kept(Optional.ofNullable(content).map(Duration::ofDays),
                Optional.ofNullable(decisions).map(Duration::ofDays), Duration.ofMinutes(1));
        }
    }

    @Test
    void contentGoesFirstAndItsDecisionLater() {
        keep("old", BEGIN);
        keep("younger", BEGIN.plus(Duration.ofDays(1)));
        var retention = retention(Kept.days(1, 3));

        retention.turn(BEGIN.plus(Duration.ofDays(1)).plusSeconds(1));
        assertEquals(List.of(true, true), Stream.of("old", "younger").map(this::isThere).toList());
        assertEquals(List.of(false, true), Stream.of("old", "younger").map(this::hasContent).toList());

        retention.turn(BEGIN.plus(Duration.ofDays(3)).plusSeconds(1));
        assertEquals(List.of(false, true), Stream.of("old", "younger").map(this::isThere).toList());
        assertEquals(List.of(What.DECISIONS, What.CONTENT, What.CONTENT), purged().stream().map(Purge::what).toList());
        assertEquals(2, meters.get("moderato.purged").tag("what", "content").counter().count());
        assertEquals(1, meters.get("moderato.purged").tag("what", "decisions").counter().count());
    }

    @Test
    void whereOnlyDecisionsHaveATimeTheirContentGoesWithThem() {
        keep("old", BEGIN);

        retention(Kept.days(null, 2)).turn(BEGIN.plus(Duration.ofDays(1)));
        assertTrue(hasContent("old"));

        retention(Kept.days(null, 2)).turn(BEGIN.plus(Duration.ofDays(3)));
        assertEquals(List.of(1L, 1L), purged().stream().map(Purge::count).toList());
        assertTrue(!isThere("old") && !hasContent("old"));
    }

    @Test
    void withNoTimeSetAllIsKept() {
        keep("old", BEGIN);

        retention(Kept.days(null, null)).turn(BEGIN.plus(Duration.ofDays(9_000)));

        assertTrue(hasContent("old"));
    }

    @Test
    void whatIsYetToBeAnnouncedStaysAndWhatCameAfterItToo() {
        keep("first", BEGIN);
        ledger.record(decision("unannounced", BEGIN.plusSeconds(1)), Optional.empty(), true).await().atMost(PATIENCE);
        keep("last", BEGIN.plusSeconds(2));
        var retention = retention(Kept.days(null, 1));

        retention.turn(BEGIN.plus(Duration.ofDays(2)));
        assertEquals(List.of(false, true, true), Stream.of("first", "unannounced", "last").map(this::isThere).toList());

        outbox.relay(1_000, decisions -> { });
        retention.turn(BEGIN.plus(Duration.ofDays(2)));
        assertEquals(List.of(false, false, false),
            Stream.of("first", "unannounced", "last").map(this::isThere).toList());
    }

    @Test
    void theProofIsWhatABackupGivesForTheSameSpan() {
        IntStream.range(0, 7).forEach(i -> keep("id-" + i, BEGIN.plusSeconds(i / 2)));
        var backup = Stream.of(What.values()).map(what -> proof(what, BEGIN, BEGIN.plusSeconds(60))).toList();
        assertNotEquals(backup.get(0), proof(What.CONTENT, BEGIN.plusSeconds(1), BEGIN.plusSeconds(60)));

        retention(Kept.days(1, 1)).turn(BEGIN.plus(Duration.ofDays(2)));

        var purged = purged();
        assertEquals(backup, List.of(purged.get(1).count() + " " + purged.get(1).digest(),
            purged.get(0).count() + " " + purged.get(0).digest()));
        purged.forEach(purge -> {
            assertEquals(BEGIN, purge.since());
            assertEquals(BEGIN.plusSeconds(3).plusNanos(1_000), purge.until());
        });
    }

    /** A proof that was made by an earlier version must be checked by a later one. */
    @Test
    void aDecisionsFingerprintIsAlwaysTheSame() {
        assertEquals("01f51dda3956c1139f6f5ec92f6384d68805f1f426acf175f96b26f201266682", query("""
            select encode(fingerprint(row('shop', 'post-42', 'block', '{S9,S1}', '{hazards}', 'why "é"', '[{"a": 1.50}]',
            '[]', true, 'input', 'default', 'sha256:1', null, null, 'u1', '2026-01-02T03:04:05.678901Z', '[]',
            null, null)::decision), 'hex')"""));
        assertEquals("c363dbd799e2e05864d25c8b6d4673d03e656ae67eb98648ef5b325f29ffb71f", query(
            "select encode(fingerprint(row('shop', 'post-42', '{\"content\":\"hi\"}')::decision_content), 'hex')"));
    }

    @Test
    void manyGoInStepsOfWholeMomentsAndEveryOneIsProven() {
        execute("insert into decision select '" + tenant + "', 'id-' || n, 'allow', '{}', '{}', 'why', '[]', '[]', false,"
            + " 'input', 'default', 'sha256:0', null, null, null, timestamptz '" + BEGIN + "' + n / 9 * interval '1 second'"
            + " from generate_series(0, 1299) as n");

        retention(Kept.days(null, 1)).turn(BEGIN.plus(Duration.ofDays(2)));

        var spans = purged();
        assertEquals(1_300, spans.stream().mapToLong(Purge::count).sum());
        assertEquals(3, spans.size());
        for (var i = 1; i < spans.size(); i++) {
            assertTrue(!spans.get(i).until().isAfter(spans.get(i - 1).since()), spans.toString());
        }
    }

    @Test
    void oneProcessPurgesAtATime() throws SQLException {
        keep("old", BEGIN);
        try (var other = database.getConnection(); var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(x'6d6f640003'::bigint)");
            retention(Kept.days(1, 1)).turn(BEGIN.plus(Duration.ofDays(2)));
            other.rollback();
        }

        assertTrue(hasContent("old"));
    }

    @Test
    void whenTheLedgerIsAwayTheNextTurnTriesAgain() {
        keep("old", BEGIN);
        var tries = new ArrayList<String>();
        var retention = new Retention(new Purges() {
            @Override
            List<String> tenants() {
                tries.add("once more");
                if (tries.size() == 1) {
                    throw new LedgerAwayException("away", null);
                }
                return purges.tenants();
            }
        }, Kept.days(1, null), meters);

        retention.turn(BEGIN.plus(Duration.ofDays(2)));
        assertTrue(hasContent("old"));

        retention.turn(BEGIN.plus(Duration.ofDays(2)));
        assertTrue(!hasContent("old"));
    }

    @Test
    void pagesOfPurgesFollowEachOther() {
        IntStream.range(0, 3).forEach(i -> {
            keep("id-" + i, BEGIN.plus(Duration.ofDays(i)));
            retention(Kept.days(1, 1)).turn(BEGIN.plus(Duration.ofDays(2 + i)));
        });

        var seen = new ArrayList<>(purges.list(tenant, 4, Optional.empty()).purges());
        assertEquals(4, seen.size());
        var next = purges.list(tenant, 4, Optional.empty()).next().map(Cursor::ofNumber);
        seen.addAll(purges.list(tenant, 4, next).purges());
        assertEquals(purged(), seen);
        assertEquals(6, seen.size());
        assertEquals(List.of(), purges.list(UUID.randomUUID().toString(), 10, Optional.empty()).purges());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "PT2H  | PT1H | PT1M | moderato.retention.content must not exceed moderato.retention.decisions (PT1H), was PT2H",
        "PT59M | -    | PT1M | moderato.retention.content must be at least PT1H, was PT59M",
        "-     | PT0S | PT1M | moderato.retention.decisions must be at least PT1H, was PT0S",
        "-     | -    | PT0S | moderato.retention.every must be at least PT0.001S, was PT0S"})
    void aSettingThatMakesNoSenseIsNamed(Duration content, Duration decisions, Duration every, String why) {
        var settings = new Kept(Optional.ofNullable(content), Optional.ofNullable(decisions), every);

        assertEquals(why, assertThrows(IllegalStateException.class, retention(settings)::check).getMessage());
    }

    private Retention retention(Retention.Settings settings) {
        return new Retention(purges, settings, meters);
    }

    private List<Purge> purged() {
        return purges.list(tenant, 100, Optional.empty()).purges();
    }

    private String proof(What what, Instant since, Instant until) {
        return query("select count || ' ' || digest from proof_of_" + what + "('" + tenant + "', '" + since + "', '"
            + until + "')");
    }

    private String query(String sql) {
        try (var connection = database.getConnection(); var statement = connection.createStatement();
             var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isThere(String id) {
        return ledger.find(tenant, id).isPresent();
    }

    private boolean hasContent(String id) {
        return ledger.content(tenant, id).isPresent();
    }

    private void keep(String id, Instant at) {
        ledger.record(decision(id, at), Optional.of(JsonNodeFactory.instance.objectNode().put("content", "hello " + id)),
            false).await().atMost(PATIENCE);
    }

    private Decision decision(String id, Instant at) {
        return new Decision(tenant, id, Outcome.ALLOW, List.of(), "Nothing found", List.of(), List.of(), List.of(), false,
            Direction.INPUT, "default", "sha256:0", Optional.of("sha256:0"), Optional.empty(), Optional.empty(), "sha256:g", at);
    }
}
