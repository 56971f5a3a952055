package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.modeldouble.ModelDouble;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process, with the guard that is configured. */
class PolicyTestIT {

    @TempDir
    private Path folder;

    @Test
    void theGuardThatIsConfiguredJudgesWithoutDatabaseOrPortAndIsReplayed() throws IOException {
        var policy = Files.writeString(folder.resolve("insults.md"), """
            ---
            title: A policy for tests
            consult: always
            gate: {precision: 1, recall: 0.5}
            categories:
              XA: {name: First, hazard: S1, outcome: block, rules: [XA.a]}
            ---
            ## Instructions
            ## Definitions
            ## Criteria
            XA.a
            ## Examples
            {"content":"[[v=XA:XA.a]]"} -> {"violation":1,"category":"XA"}
            """);
        Files.writeString(folder.resolve("insults.cases.yaml"), """
            cases:
              - {content: "one [[v=XA:XA.a]]", expected: XA, why: marked}
              - {content: "two", expected: XA, why: not marked}
              - {content: "three", expected: safe, why: fine}
            """);
        Files.writeString(folder.resolve("broken.md"), "a neighbour");
        var recording = folder.resolve("recordings");
        String first;
        try (var models = ModelDouble.start()) {
            first = ServiceProcess.run(folder, Map.of("MODERATO_GUARDS_SAFEGUARD_URL", models.url("vllm"),
                "MODERATO_EMBEDDED_ENABLED", "false", "MODERATO_GUARDS_SAFEGUARD_MODEL", "model-double-safeguard",
                "QUARKUS_HTTP_HOST", "0.0.0.0"), "policy", "test", policy.toString(), "--record", recording.toString());
        }
        var again = new StringWriter();
        var status = Moderato.commandLine().setOut(new PrintWriter(again, true))
            .execute("policy", "test", policy.toString(), "--replay", recording.toString());

        assertTrue(first.startsWith("0\n"), first);
        assertTrue(first.contains("judged by safeguard (model model-double-safeguard)\n"
            + "  3 cases: precision 1.00 (1 of 1 found), recall 0.50 (1 of 2 violations)\n"), first);
        assertFalse(Files.exists(folder.resolve("data")), "a database was started");
        assertEquals(0, status, again.toString());
        assertTrue(again.toString().contains("judged by safeguard (model model-double-safeguard)"), again.toString());
    }
}
