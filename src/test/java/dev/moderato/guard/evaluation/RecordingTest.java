package dev.moderato.guard.evaluation;

import static dev.moderato.guard.AssessmentsForTests.judged;
import static dev.moderato.guard.AssessmentsForTests.likened;
import static dev.moderato.guard.AssessmentsForTests.unavailable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Exchange;
import dev.moderato.policy.BooksForTests;
import dev.moderato.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {

    private static final Policy POLICY = BooksForTests.policy("insults", "consult: always");

    @TempDir
    private Path folder;

    private Path file;
    private Evaluation recorded;

    @BeforeEach
    void record() throws IOException {
        file = folder.resolve("insults.jsonl");
        recorded = evaluation(POLICY, judged(POLICY, "A"), unavailable(POLICY), likened(POLICY, "B"), judged(POLICY));
        Recording.write(folder, recorded);
    }

    @Test
    void whatWasSaidIsSaidAgainCausesIncluded() throws IOException {
        assertEquals(recorded.results(), replayed(recorded.test()).results());
    }

    @Test
    void textsAreInItAsDigestsAloneAndInAnOrderOfTheirOwn() throws IOException {
        var text = Files.readString(file);
        Recording.write(folder, new Evaluation(recorded.test(),
            IntStream.of(3, 2, 1, 0).mapToObj(recorded.results()::get).toList()));

        assertFalse(text.contains("secret"), text);
        assertEquals(text, Files.readString(file));
        assertEquals(List.of(file), list());
    }

    @Test
    void aReplyByAnotherRevisionIsNone() throws IOException {
        var changed = new Policy(POLICY.id(), POLICY.title(), "sha256:changed", POLICY.text(), POLICY.consult(),
            POLICY.standsInFor(), POLICY.mode(), POLICY.next(), POLICY.effort(), POLICY.directions(), POLICY.onUnavailable(),
            POLICY.categories(), POLICY.examples(), POLICY.gate());

        var evaluation = replayed(new PolicyTrials(Path.of("insults.md"), changed, recorded.test().trials()));

        assertEquals(4, evaluation.unanswered().size());
        assertTrue(EvaluationText.of(evaluation).contains("by this revision of the policy; record again"));
    }

    @Test
    void aTextThatWasNotThereHasNoReply() throws IOException {
        var trial = new Trial(Path.of("insults.cases.yaml"), 9, Exchange.of("new"), Optional.empty(), "", false);

        var evaluation = replayed(new PolicyTrials(Path.of("insults.md"), POLICY, List.of(trial)));

        assertEquals(List.of("1 without an answer"), evaluation.shortfalls());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"text\":\"sha256:0\",\"revi", "", "null", "{}", "[]", "{\"cause\":\"tired\"}",
        "{\"text\":\"t\",\"revision\":\"sha256:0123456789\",\"guard\":\"g\",\"model\":\"m\",\"categories\":[\"C\"],"
            + "\"ruleIds\":[]}"})
    void aLineThatCannotBeReadIsNamed(String line) throws IOException {
        Files.writeString(file, Files.readString(file) + line + "\n");

        var broken = assertThrows(IOException.class, () -> Recording.read(folder, POLICY));

        assertEquals(file + ":5: is not a recorded reply; record again", broken.getMessage());
    }

    @Test
    void aPolicyThatWasNeverRecordedIsSaid() {
        var missing = assertThrows(IOException.class,
            () -> Recording.read(folder, BooksForTests.policy("other", "consult: always")));

        assertTrue(missing.getMessage().startsWith("There is no recording "), missing.getMessage());
    }

    private Evaluation replayed(PolicyTrials test) throws IOException {
        return test.judgedBy(Recording.read(folder, test.policy()), Duration.ofSeconds(1), 2, () -> { });
    }

    private List<Path> list() throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static Evaluation evaluation(Policy policy, Assessment... said) {
        var results = IntStream.range(0, said.length).mapToObj(i -> new Result(new Trial(Path.of("insults.cases.yaml"),
            i + 1, Exchange.of("secret " + i), Optional.of("A"), "why", false), said[i])).toList();
        return new Evaluation(new PolicyTrials(Path.of("insults.md"), policy,
            results.stream().map(Result::trial).toList()), results);
    }
}
