package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.decision.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged service promises of its start and its end, tried on real processes. */
@Tag("process")
class StartAndKillIT {

    @TempDir
    private Path folder;

    @Test
    void aDecisionThatWasAnsweredSurvivesAKilledProcess() throws IOException, InterruptedException {
        var first = ServiceProcess.start(folder, Map.of());
        var answer = first.post("/v1/decisions", "{\"id\":\"post-42\",\"content\":\"hello\"}");
        first.kill();
        assertEquals(201, answer.statusCode(), answer.body());
        assertTrue(databaseRuns(), "the killed process left its database behind");

        try (var second = ServiceProcess.start(folder, Map.of())) {
            assertEquals(200, second.post("/v1/decisions", "{\"id\":\"post-42\",\"content\":\"hello\"}").statusCode());
            var kept = second.get("/v1/decisions/post-42");
            assertEquals(200, kept.statusCode());
            assertEquals(answer.body(), kept.body());
        }
        assertFalse(databaseRuns(), "a stopped process stops its database");
    }

    @Test
    void withAJdbcUrlNothingEmbeddedStarts() throws IOException, InterruptedException {
        try (var other = LocalPostgres.start(folder.resolve("other"));
             var service = ServiceProcess.start(folder, Map.of("QUARKUS_DATASOURCE_JDBC_URL", other.jdbcUrl()))) {
            assertEquals(201, service.post("/v1/decisions", "{\"content\":\"hello\"}").statusCode());
            assertFalse(Files.exists(folder.resolve("data")));
        }
    }

    @Test
    void whenTheLedgerIsDownNothingIsAcceptedAndTheCallerIsToldToComeAgain() throws IOException, InterruptedException {
        var ledger = LocalPostgres.start(folder.resolve("other"));
        try (var service = ServiceProcess.start(folder, Map.of("QUARKUS_DATASOURCE_JDBC_URL", ledger.jdbcUrl()))) {
            assertEquals(200, service.get("/q/health/ready").statusCode());
            ledger.close();

            for (var body : new String[] {"{\"content\":\"hello\"}", "{\"id\":\"post-42\",\"content\":\"hello\"}"}) {
                var refused = service.post("/v1/decisions", body);
                assertEquals(503, refused.statusCode(), refused.body());
                assertEquals("2", refused.headers().firstValue("Retry-After").orElse(""));
                assertEquals("application/problem+json", refused.headers().firstValue("Content-Type").orElse(""));
            }
            assertEquals(503, service.get("/v1/decisions/post-42").statusCode());
            assertEquals(503, service.get("/v1/decisions").statusCode());
            assertEquals(503, service.get("/q/health/ready").statusCode());
        }
    }

    @Test
    void aSecondProcessOnTheSameDataIsRefusedInOneLine() {
        try (var first = LocalPostgres.start(folder.resolve("data"))) {
            assertTrue(first.jdbcUrl().startsWith("jdbc:postgresql:"));
            var second = ServiceProcess.run(folder, Map.of());

            assertTrue(second.startsWith("1\nModerato can't start: another Moderato uses "), second);
        }
    }

    @Test
    void beyondTheLoopbackItDoesNotStartWithoutKeys() {
        var refused = ServiceProcess.run(folder, Map.of("QUARKUS_HTTP_HOST", "0.0.0.0"));

        assertTrue(refused.startsWith("1\n"), refused);
        assertTrue(refused.contains("Moderato can't start: quarkus.http.host=0.0.0.0 would let in anybody"), refused);
    }

    @Test
    void aBrokenPolicyStopsTheStartAndIsNamedWithItsLine() throws IOException {
        var profile = Files.createDirectories(folder.resolve("policies/default"));
        Files.copy(Path.of("policies/default/hazards.yaml"), profile.resolve("hazards.yaml"));
        Files.writeString(profile.resolve("hate.md"), "---\ntitle: Hate\nconsult: sometimes\n---\n");

        var output = ServiceProcess.run(folder,
            Map.of("MODERATO_POLICIES_FOLDER", folder.resolve("policies").toString()));

        assertTrue(output.startsWith("1\n"), output);
        assertTrue(output.contains("Moderato can't start: " + profile.resolve("hate.md") + ":3: consult must be one of"),
            output);
    }

    @Test
    void publishingWhatRestDecidesNeedsABroker() {
        var output = ServiceProcess.run(folder, Map.of("MODERATO_KAFKA_PUBLISH_REST", "true"));

        assertTrue(output.startsWith("1\n"), output);
        assertTrue(output.contains("Moderato can't start: moderato.kafka.publish-rest needs a broker"), output);
    }

    @Test
    void thePackageCarriesNoBrokerAndSaysHowToGetOne() {
        var output = ServiceProcess.run(folder, Map.of("MODERATO_KAFKA_EMBEDDED", "true"));

        assertTrue(output.startsWith("1\n"), output);
        assertTrue(output.contains("there is no broker in this package; build it with -Pembedded-kafka"), output);
    }

    private boolean databaseRuns() throws IOException {
        var pidFile = folder.resolve("data/postgres/postmaster.pid");
        return Files.exists(pidFile) && ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0)))
            .filter(ProcessHandle::isAlive).isPresent();
    }
}
