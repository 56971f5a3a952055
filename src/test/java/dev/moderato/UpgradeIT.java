package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.decision.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged service and its database, each at a version of its own, and a purge that is killed. */
@Tag("process")
class UpgradeIT {

    private static final int OLD = 20_000;

    @TempDir
    private Path folder;
    private LocalPostgres postgres;

    @BeforeEach
    void startDatabase() {
        postgres = LocalPostgres.start(folder.resolve("other"));
    }

    @AfterEach
    void stopDatabase() {
        postgres.close();
    }

    @Test
    void onAnOlderSchemaItIsNotReadyUntilTheMigrationHasRun() throws IOException, InterruptedException {
        Flyway.configure().dataSource(postgres.jdbcUrl(), null, null).target("5").load().migrate();
        try (var service = ServiceProcess.listening(folder, with("QUARKUS_FLYWAY_MIGRATE_AT_START", "false"))) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var ready = service.get("/q/health/ready");
                assertEquals(503, ready.statusCode());
                assertTrue(ready.body().replaceAll("\\s", "").contains("\"found\":\"5\""), ready.body());
            });

            var migrated = ServiceProcess.run(folder, with(), "migrate");
            assertTrue(migrated.matches("0\nThe database has schema \\d+, and had 5\n"), migrated);

            service.awaitReady();
            assertEquals(201, service.post("/v1/decisions", "{\"content\":\"hello\"}").statusCode());
        }
    }

    @Test
    void onANewerSchemaItGoesOnWorking() throws IOException, InterruptedException {
        var next = Files.createDirectory(folder.resolve("next"));
        Files.writeString(next.resolve("V1000__of_a_version_to_come.sql"), "create table yet_to_come (a text);");
        Flyway.configure().dataSource(postgres.jdbcUrl(), null, null)
            .locations("classpath:db/migration", "filesystem:" + next).load().migrate();

        try (var service = ServiceProcess.start(folder, with())) {
            assertEquals(201, service.post("/v1/decisions", "{\"content\":\"hello\"}").statusCode());
        }
    }

    @Test
    void aPurgeThatIsKilledGoesOnAndEveryRowIsProvenOnce() throws Exception {
        assertTrue(ServiceProcess.run(folder, with(), "migrate").startsWith("0"));
        execute("insert into decision select 't', 'id-' || n, 'allow', '{}', '{}', 'why', '[]', '[]', false,"
            + " 'input', 'default', 'sha256:0', 'sha256:' || n, null, null, timestamptz '2026-01-01' + n * interval"
            + " '1 second' from generate_series(1, " + OLD + ") as n");
        execute("insert into decision_content select tenant, id, '{}' from decision");
        execute("create table backup (like decision)");
        execute("insert into backup select * from decision");
        var retention = with("MODERATO_RETENTION_DECISIONS", "P1D");

        var first = ServiceProcess.listening(folder, retention);
        Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
            .until(() -> query("select count(*) from purge") >= 5);
        first.kill();
        assertTrue(query("select count(*) from decision") > 0, "killed while there was more to do");

        try (var second = ServiceProcess.start(folder, retention)) {
            Awaitility.await().atMost(Duration.ofSeconds(90))
                .until(() -> query("select count(*) from decision") == 0);
            assertTrue(second.get("/q/metrics").body().contains("moderato_purged_total{what=\"decisions\"}"));
        }
        assertEquals(OLD, query("select sum(count) from purge where what = 'decisions'"));
        assertEquals(OLD, query("select sum(count) from purge where what = 'content'"));
        assertEquals(0, query("select count(*) from purge p where what = 'decisions' and digest <> (select 'sha256:'"
            + " || encode(sha256(string_agg(fingerprint(row(b.*)::decision), ''::bytea order by decided_at, id collate"
            + " \"C\")), 'hex') from backup b where b.decided_at >= p.since and b.decided_at < p.until)"));
    }

    private Map<String, String> with(String... more) {
        var environment = new HashMap<>(Map.of("QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(),
            "MODERATO_EMBEDDED_ENABLED", "false"));
        for (var i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return environment;
    }

    private long query(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
             var statement = connection.createStatement(); var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
             var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
