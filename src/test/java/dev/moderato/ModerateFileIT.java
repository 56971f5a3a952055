package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that has a file decided, as a process. */
@Tag("process")
class ModerateFileIT {

    private static final int LINES = Integer.getInteger("run.lines", 1_000);
    /** So little that a file of a hundred thousand lines couldn't be held in it with its decisions. */
    private static final Map<String, String> SMALL = Map.of("JAVA_TOOL_OPTIONS", "-Xmx256m");

    @TempDir
    private Path folder;

    private Path input;
    private Path output;

    @BeforeEach
    void file() throws IOException {
        input = folder.resolve("posts.jsonl");
        output = folder.resolve("posts.jsonl.decisions.jsonl");
    }

    @Test
    void aFileIsDecidedByAServiceOfItsOwn() throws IOException {
        Files.write(input, List.of("{\"id\":\"a\",\"content\":\"hello\"}", "", "nonsense", "{\"content\":\"no id\"}"));

        var first = run();
        var second = run();

        assertTrue(first.startsWith("1\n"), first);
        assertTrue(first.contains("3 of 3 lines are done"), first);
        assertTrue(first.contains("refused"), first);
        assertTrue(second.contains("3 of 3 lines are done, 3 of them before; 0 in"), second);
        assertEquals(List.of(1, 3, 4), lines());
    }

    @Test
    void whatWasKilledGoesOnWhereItWasInLittleMemory() throws IOException, InterruptedException {
        Files.write(input, IntStream.range(0, LINES).mapToObj(i -> i % 2 == 0
            ? "{\"id\":\"post-" + i + "\",\"content\":\"hello number " + i + "\"}"
            : "{\"content\":\"hello number " + i + "\"}").toList());
        try (var service = ServiceProcess.start(folder, SMALL)) {
            var url = service.url().toString();
            var killed = ServiceProcess.launch(folder, SMALL, folder.resolve("killed.log"), "moderate",
                input.toString(), "--url", url);
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> killed.isAlive() && lineCount() > LINES / 10);
            killed.destroyForcibly().waitFor();
            assertTrue(lineCount() < LINES, "it was done before it could be killed");

            var rest = run("--url", url);

            assertTrue(rest.startsWith("0\n"), rest);
            assertTrue(rest.contains(LINES + " of " + LINES + " lines are done"), rest);
            assertEquals(IntStream.rangeClosed(1, LINES).boxed().toList(), lines());
            var decided = Files.readAllLines(output).stream().map(JsonObject::new).map(line -> line.getString("id"))
                .distinct().count();
            assertEquals(LINES, decided);
            assertEquals(200, service.get("/v1/decisions/post-0").statusCode());
            System.out.println(rest.replaceAll("(?s).*\r", ""));
        }
    }

    @Test
    void anotherFileThanBeforeIsNotTakenForIt() throws IOException {
        Files.write(output, List.of("{\"line\":1,\"id\":\"a\",\"status\":201,\"decision\":{\"outcome\":\"allow\"}}"));
        Files.write(input, List.of("{\"id\":\"b\",\"content\":\"hello\"}"));

        var refused = run();

        assertTrue(refused.startsWith("2\n"), refused);
        assertTrue(refused.contains("is of another posts.jsonl than there is now"), refused);
    }

    @Test
    void whatCannotBeTriedIsSaidInALine() throws IOException {
        Files.write(input, List.of("{\"content\":\"hello\"}"));

        var missing = ServiceProcess.run(folder, Map.of(), "moderate", folder.resolve("missing").toString());
        var unreachable = run("--url", "http://127.0.0.1:1");

        assertTrue(missing.startsWith("2\nThere is no file "), missing);
        assertTrue(unreachable.startsWith("1\n"), unreachable);
        assertTrue(unreachable.contains("Run the same again to go on with the 1 that are left"), unreachable);
    }

    private String run(String... options) {
        var arguments = new String[options.length + 2];
        arguments[0] = "moderate";
        arguments[1] = input.toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return ServiceProcess.run(folder, Map.of(), arguments);
    }

    private List<Integer> lines() throws IOException {
        return Files.readAllLines(output).stream().map(JsonObject::new).map(line -> line.getInteger("line")).sorted()
            .toList();
    }

    private long lineCount() throws IOException {
        if (!Files.exists(output)) {
            return 0;
        }
        try (var lines = Files.lines(output)) {
            return lines.count();
        }
    }
}
