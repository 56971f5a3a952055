package dev.moderato.observability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertsTest {

    @TempDir
    Path folder;

    @Test
    void eachAlertTellsHowBadItIsWhatItIsAndWhereToReadOn() {
        for (var alert : Observability.alerts()) {
            var name = alert.path("alert").asText();
            assertTrue(Set.of("critical", "warning", "info").contains(alert.at("/labels/severity").asText()), name);
            assertTrue(alert.path("for").asText().matches("\\d+m"), name);
            assertFalse(alert.at("/annotations/summary").asText().isBlank(), name);
            assertFalse(alert.at("/annotations/description").asText().isBlank(), name);
            assertEquals("deploy/observability/RUNBOOK.md#" + name.toLowerCase(Locale.ROOT),
                alert.at("/annotations/runbook").asText());
        }
    }

    @Test
    void theRunbookHasASectionForEachAlertAndForNothingElse() {
        var sections = Observability.text("RUNBOOK.md").lines().filter(line -> line.startsWith("## Moderato"))
            .map(line -> line.substring(3)).toList();

        assertEquals(Observability.alerts().stream().map(alert -> alert.path("alert").asText()).sorted().toList(),
            sections.stream().sorted().toList());
    }

    @Test
    void eachAlertIsTriedInACaseInWhichItFires() {
        var cases = Observability.text("alerts_test.yaml");

        assertEquals(List.of(), Observability.alerts().stream().map(alert -> alert.path("alert").asText())
            .filter(name -> !cases.contains("alertname=\"" + name + "\"")).toList());
    }

    @Test
    void theAlertsFireWhenTheyShouldAndOnlyThen() throws Exception {
        assumeTrue(promtoolIsThere(), "promtool is not installed");
        Files.writeString(folder.resolve("rules.yaml"), new YAMLMapper().writeValueAsString(Observability.spec()));
        Files.copy(Observability.FOLDER.resolve("alerts_test.yaml"), folder.resolve("alerts_test.yaml"));

        promtool("check", "rules", "rules.yaml");
        promtool("test", "rules", "alerts_test.yaml");
    }

    @Test
    void theDashboardsQueriesAreWellFormed() throws Exception {
        assumeTrue(promtoolIsThere(), "promtool is not installed");
        var rules = Observability.queries().stream()
            .map(query -> Map.of("record", "tried", "labels", Map.of("where", query.where() + query.hashCode()),
                "expr", query.expression())).collect(Collectors.toList());
        Files.writeString(folder.resolve("queries.yaml"), new YAMLMapper().writeValueAsString(
            Map.of("groups", List.of(Map.of("name", "dashboard", "rules", rules)))));

        promtool("check", "rules", "queries.yaml");
    }

    private void promtool(String... arguments) throws IOException, InterruptedException {
        var process = new ProcessBuilder("promtool").directory(folder.toFile()).redirectErrorStream(true);
        process.command().addAll(List.of(arguments));
        var running = process.start();
        var said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, running.waitFor(), said);
    }

    private static boolean promtoolIsThere() {
        return List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool")));
    }
}
