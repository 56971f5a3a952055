package dev.moderato;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.modeldouble.ModelDouble;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, at a service that runs. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class PolicyReplayCommandTest {

    private static final String LATER = "2026-01-01T00:00:00Z";

    ModelDouble models;
    @TestHTTPResource
    URI service;
    @TempDir
    Path folder;

    private final StringWriter printed = new StringWriter();
    private final String since = Instant.now().toString();
    private Path stricter;

    @BeforeEach
    void aStricterPolicy() throws IOException {
        models.reset();
        stricter = folder.resolve("spam.md");
        Files.writeString(stricter, Files.readString(Path.of("policies/default/spam.md"))
            .replace("outcome: review", "outcome: block"));
    }

    @Test
    void itTellsWhatWouldFlipUnderAChangedPolicy() {
        var id = decided("[[v=SP3:SP3.a]]");
        decided("hello");

        assertEquals(0, run("--policy", stricter.toString(), "--since", since));

        var text = printed.toString();
        assertTrue(text.startsWith("done: default with spam@"), text);
        assertTrue(text.contains("2 of 2 decisions"), text);
        assertTrue(text.matches("(?s).*newly blocked +1\\R.*unchanged +1\\R.*"), text);
        assertTrue(text.matches("(?s).*\\R  review +0 +0 +1\\R.*"), text);
        assertTrue(text.matches("(?s).*\\R  spam/SP3 +1 +0 +0 +0  " + id + "\\R.*"), text);
        assertTrue(text.contains(id + ": review -> block. block for S2 by spam"), text);
    }

    @Test
    void itPrintsJsonForMachines() throws IOException {
        decided("hello");

        assertEquals(0, run("--since", since, "--json"));

        assertEquals(1, new ObjectMapper().readTree(printed.toString()).at("/report/unchanged").asInt());
    }

    @Test
    void whereThereIsNothingItSaysSo() {
        assertEquals(0, run("--since", "2020-01-01T00:00:00Z", "--until", "2020-01-02T00:00:00Z"));

        assertTrue(printed.toString().contains("There are no decisions of this profile in that span."));
    }

    @Test
    void whatCannotBeTriedIsSaidInALine() throws IOException {
        var broken = Files.writeString(folder.resolve("broken.md"), "---\ntitle: x\nconsult: often\n---\n");

        cannot("There is no file nowhere.md", "--policy", "nowhere.md", "--since", LATER);
        cannot(broken + ":3: consult must be one of", "--policy", broken.toString(), "--since", LATER);
        cannot("is no policy: its name must end with .md", "--policy", "pom.xml", "--since", LATER);
        cannot("Missing required option: '--since=TIME'");
        cannot("Invalid value for option '--since'", "--since", "yesterday");
        cannot("a whole number from 1 to 100000 [sample]", "--since", LATER, "--sample", "0");
        cannot("must be before 'until'", "--since", LATER, "--until", LATER);
        cannot("is not one of the profiles [profile]", "--since", LATER, "--profile", "nope");
        cannot("There is no service at http://127.0.0.1:1", "--since", LATER, "--url", "http://127.0.0.1:1");
        cannot("There is no service at localhost:8080", "--since", LATER, "--url", "localhost:8080");
    }

    private void cannot(String why, String... arguments) {
        printed.getBuffer().setLength(0);
        assertEquals(2, run(arguments), why);
        assertTrue(printed.toString().contains(why), printed.toString());
    }

    private int run(String... arguments) {
        var command = new ArrayList<>(List.of("policy", "replay"));
        command.addAll(List.of(arguments));
        if (!command.contains("--url")) {
            command.addAll(List.of("--url", service.toString()));
        }
        return Moderato.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed, true))
            .execute(command.toArray(String[]::new));
    }

    private static String decided(String content) {
        var id = UUID.randomUUID().toString();
        given().contentType(ContentType.JSON).body(Map.of("id", id, "content", content)).post("/v1/decisions").then()
            .statusCode(201);
        return id;
    }
}
