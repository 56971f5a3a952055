package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.evaluation.ExpectedAnswers;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTestCommandTest {

    private static final Path SHIPPED = Path.of("policies/default");

    private final StringWriter said = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void whatShipsPassesOnRepliesOfAFakeWhichIsSaid() throws IOException {
        ExpectedAnswers.record(SHIPPED, folder);

        assertEquals(0, test("--replay", folder.toString()), said.toString());
        assertTrue(said.toString().startsWith("Recorded replies; no model was asked now."), said.toString());
        assertTrue(said.toString().contains("12 of 12 policies passed"), said.toString());
        assertEquals(12, said.toString().lines()
            .filter(("  judged by model-double (model " + ExpectedAnswers.MODEL + ")")::equals).count());
    }

    @Test
    void aMissedGateFailsAndTheXmlSaysSo() throws IOException {
        var policy = Files.copy(SHIPPED.resolve("spam.md"), folder.resolve("spam.md"));
        var cases = folder.resolve("spam.cases.yaml");
        Files.writeString(cases, Files.readString(SHIPPED.resolve("spam.cases.yaml")).replace("expected: safe",
            "expected: SP1"));
        ExpectedAnswers.record(folder, folder);
        Files.copy(SHIPPED.resolve("spam.cases.yaml"), cases, StandardCopyOption.REPLACE_EXISTING);
        var xml = folder.resolve("spam.xml");

        assertEquals(1, test(policy.toString(), "--replay", folder.toString(), "--junit", xml.toString()));
        assertTrue(said.toString().contains("spam.cases.yaml:66: expected safe, found SP1 (plain question)\n"
            + "      As expected."), said.toString());
        assertTrue(said.toString().contains("failed: precision 0.58 is under 0.9"), said.toString());
        assertTrue(Files.readString(xml).contains("<failure message=\"failed: precision 0.58 is under 0.9\"/>"));
    }

    @Test
    void aPolicyThatWasChangedIsToBeRecordedAgain() throws IOException {
        ExpectedAnswers.record(SHIPPED, folder);
        var policy = folder.resolve("spam.md");
        Files.writeString(policy, Files.readString(SHIPPED.resolve("spam.md")).replace("gate:", "mode: shadow\ngate:"));

        assertEquals(1, test(policy.toString(), "--replay", folder.toString()));
        assertTrue(said.toString().contains("failed: precision must be 0.9, and no case was found to violate, recall"
            + " must be 0.8, and no case that violates was answered, 4 without an answer"), said.toString());
    }

    @Test
    void whatCannotBeTriedIsToldInALine() throws IOException {
        Files.writeString(folder.resolve("bad.md"), "nothing");

        assertEquals(2, test("no-such-folder"));
        assertEquals(2, test("--at-once", "0"));
        assertEquals(2, test("--timeout", "0"));
        assertEquals(2, test("--junit", "no/such/folder.xml"));
        assertEquals(2, test("--replay", "nowhere"));
        assertEquals(2, test("--replay", folder.toString(), "--record", folder.toString()));
        assertEquals(2, test("--replay", folder.toString()));
        assertEquals(2, test(folder.resolve("bad.md").toString()));
        assertEquals(2, test("policies/default", "policies/default/spam.md"));
        Stream.of("There is no file or folder no-such-folder", "--at-once must be 1 to 64, was 0",
                "There is no recording " + folder.resolve("code-interpreter-abuse.jsonl"),
                "bad.md:1: must begin with front matter", "Two policies are called spam")
            .forEach(line -> assertTrue(said.toString().contains(line), said.toString()));
    }

    private int test(String... arguments) {
        var command = Moderato.commandLine().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        return command.execute(Stream.concat(Stream.of("policy", "test"), Stream.of(arguments)).toArray(String[]::new));
    }
}
