package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.PostgresForTests;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Every way to list decisions, and to purge them, has an index that PostgreSQL really takes once there are many. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
class LedgerIndexesTest {

    private static final int ROWS = 200_000;
    private static final int PART = 20_000;
    private static final Instant LATEST = Instant.parse("2026-01-01T00:00:00Z");

    private final String tenant = UUID.randomUUID().toString();

    @Inject
    Ledger ledger;
    @Inject
    Purges purges;
    @Inject
    DataSource database;

    @Test
    void ofManyDecisionsEveryListIsReadByAnIndex() throws SQLException {
        insertMany();
        // Each index was made by reading the whole table, which the statistics may tell late.
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> scans().get("seq_scan") >= scans().size() - 1);
        var before = scans();

        assertEquals(50, list(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(50, list(Optional.of(Outcome.BLOCK), Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(20, list(Optional.empty(), Optional.of(Hazard.S4), Optional.empty(), Optional.empty()));
        assertEquals(20, list(Optional.empty(), Optional.empty(), Optional.of("rare"), Optional.empty()));
        assertEquals(50, list(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("u7")));
        assertTrue(ledger.lookUp(new Sought(tenant, Optional.empty(), Optional.of(
            new Subject(tenant, "sha256:70007", "default", "sha256:0", "sha256:g")), Instant.EPOCH))
            .await().indefinitely().alike().isPresent());
        assertTrue(purges.tenants().contains(tenant));
        for (var what : Purge.What.values()) {
            assertEquals(new Purges.Step(500, true), purges.step(what, tenant, LATEST));
            assertEquals(new Purges.Step(500, true), purges.step(what, tenant, LATEST));
        }

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var after = scans();
            for (var index : new String[] {"decision_by_time", "decision_by_outcome", "decision_by_hazard",
                "decision_by_policy", "decision_by_subject", "decision_by_digest"}) {
                assertTrue(after.get(index) > before.get(index), index + " was not taken: " + after);
            }
            assertEquals(before.get("seq_scan"), after.get("seq_scan"), "the whole table was read");
        });
    }

    private int list(Optional<Outcome> outcome, Optional<Hazard> hazard, Optional<String> policy,
                     Optional<String> subject) {
        return ledger.list(new DecisionQuery(tenant, outcome, hazard, policy, Optional.empty(),
            Optional.of(LATEST.minusSeconds(1)), subject, 50, Optional.empty())).decisions().size();
    }

    private void insertMany() throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            // In parts, since a statement has 15 s.
            for (var from = 0; from < ROWS; from += PART) {
                statement.executeUpdate("""
                    insert into decision
                    select '%s', 'id-' || n, case when n %% 50 = 0 then 'block' else 'allow' end,
                        case when n %% 10000 = 7 then array['S4'] when n %% 50 = 0 then array['S9', 'S1']
                            else array[]::varchar[] end,
                        case when n %% 10000 = 7 then array['rare'] when n %% 50 = 0 then array['hazards']
                            else array[]::varchar[] end,
                        'why', '[]', '[]', false, 'input', 'default', 'sha256:0', 'sha256:' || n, null, 'u' || n %% 1000,
                        timestamptz '%s' - n * interval '1 second', null, null, 'sha256:g'
                    from generate_series(%d, %d) as n""".formatted(tenant, LATEST, from + 1, from + PART));
            }
            // Its sample is all rows then: otherwise the plan hangs on whether a rare hazard was drawn.
            statement.execute("set default_statistics_target = 1000");
            statement.execute("analyze decision");
            statement.executeUpdate("insert into decision_content select tenant, id, '{}' from decision where tenant = '"
                + tenant + "' order by decided_at limit 2000");
            statement.execute("analyze decision_content");
            statement.execute("reset default_statistics_target");
        }
    }

    /** How often PostgreSQL has read the table whole, and by each index. */
    private Map<String, Long> scans() throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute("select pg_stat_force_next_flush()");
            var scans = new TreeMap<String, Long>();
            try (var rows = statement.executeQuery("""
                select indexrelname, idx_scan from pg_stat_user_indexes where relname = 'decision'
                union all select 'seq_scan', seq_scan from pg_stat_user_tables where relname = 'decision'""")) {
                while (rows.next()) {
                    scans.put(rows.getString(1), rows.getLong(2));
                }
            }
            return scans;
        }
    }
}
