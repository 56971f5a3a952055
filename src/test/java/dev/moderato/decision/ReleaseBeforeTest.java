package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.moderato.PostgresForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the release before, whose schema was V5, says to a database that has the schema of this one. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
class ReleaseBeforeTest {

    @Inject
    DataSource database;

    @ParameterizedTest
    @ValueSource(strings = {
        """
        insert into decision (assessments, context, decided_at, degraded, digest, direction, findings, hazards, outcome,
            policies, profile, rationale, revision, shadows, subject, id, tenant) values ('[]', null, now(), false,
            'sha256:0', 'input', '[]', '{S9}', 'block', '{hazards}', 'default', 'why', 'sha256:1', null, 'u1', 'b', 't')""",
        "insert into decision_content (content, id, tenant) values ('{}', 'a', 't')",
        """
        select id, tenant, assessments, context, decided_at, degraded, digest, direction, findings, hazards, outcome,
            policies, profile, rationale, revision, shadows, subject from decision where (tenant, id) in (('t', 'a'))""",
        "select id, tenant, content from decision_content where (tenant, id) in (('t', 'a'))",
        """
        insert into outbox (tenant, id) select tenant, id from unnest('{t}'::text[], '{a}'::text[]) with ordinality as
            new (tenant, id, place) order by place""",
        "select seq, id, tenant from outbox order by seq",
        "delete from outbox where seq <= 1",
        """
        insert into policy_file (revision, text) select revision, text from unnest('{r}'::text[], '{x}'::text[]) as
            new (revision, text) order by revision on conflict do nothing""",
        """
        insert into policy_book (profile, revision, files) values ('default', 'r', cast('{}' as jsonb))
            on conflict do nothing""",
        """
        insert into replay (beat_at, done, ended_at, policy, policy_revision, policy_text, profile, report, sample, since,
            started_at, status, tenant, total, trouble, until, id) values (now(), 0, null, null, null, null, 'default',
            null, null, now(), now(), 'running', 't', null, null, now(), gen_random_uuid())""",
        "update replay set total = 1, done = 1, report = cast('{}' as jsonb), beat_at = now() where status = 'running'"})
    void isStillUnderstood(String sql) throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into decision (tenant, id, outcome, hazards, policies, rationale, findings, assessments,"
                + " degraded, direction, profile, revision, digest, decided_at) values ('t', 'a', 'allow', '{}', '{}', '',"
                + " '[]', '[]', false, 'input', 'default', 'sha256:1', 'sha256:0', now())");

            assertDoesNotThrow(() -> statement.execute(sql));
            connection.rollback();
        }
    }
}
