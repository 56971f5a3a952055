package dev.moderato.guard.evaluation;

import static dev.moderato.guard.AssessmentsForTests.judged;
import static dev.moderato.guard.AssessmentsForTests.likened;
import static dev.moderato.guard.AssessmentsForTests.partial;
import static dev.moderato.guard.AssessmentsForTests.unavailable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Guard;
import dev.moderato.guard.Question;
import dev.moderato.guard.Verdict;
import dev.moderato.policy.BooksForTests;
import dev.moderato.policy.Policy;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class EvaluationTest {

    private static final Policy POLICY =
        BooksForTests.policy("insults", "consult: always", "gate: {precision: 0.9, recall: 0.5}");
    private static final Policy WITHOUT_GATE = BooksForTests.policy("insults", "consult: always");

    private final List<Result> results = new ArrayList<>();

    @Test
    void precisionAndRecallAreOfViolatingAgainstSafe() {
        found("A", judged(POLICY, "A"));
        found("A", judged(POLICY, "B"));
        found("B", judged(POLICY));
        found("safe", judged(POLICY, "A"));
        found("safe", judged(POLICY));

        var evaluation = evaluation(POLICY);

        assertEquals(new Share(2, 3), evaluation.precision());
        assertEquals(new Share(2, 3), evaluation.recall());
        assertEquals(List.of("precision 0.66 is under 0.9"), evaluation.shortfalls());
        assertEquals(3, evaluation.wrong().size());
    }

    @Test
    void aShareIsNeverRoundedUpToTheGate() {
        assertEquals("0.89", new Share(899, 1000).toString());
        assertFalse(new Share(899, 1000).reaches(0.9));
        assertTrue(new Share(9, 10).reaches(0.9));
        assertEquals("1.00", new Share(3, 3).toString());
    }

    @Test
    void noAnswerIsNeverTakenForSafe() {
        found("A", judged(POLICY, "A"));
        found("safe", unavailable(POLICY));
        found("safe", partial(judged(POLICY)));

        var evaluation = evaluation(WITHOUT_GATE);

        assertEquals(List.of("2 without an answer"), evaluation.shortfalls());
        assertTrue(EvaluationText.of(evaluation).contains("expected safe, found no answer"));
        assertTrue(EvaluationText.of(evaluation).contains("timed_out"));
        assertTrue(EvaluationText.of(evaluation).contains("(not everything was looked at)"));
    }

    @Test
    void whatIsFoundInPartIsFound() {
        found("A", partial(judged(POLICY, "A")));

        assertTrue(evaluation(POLICY).passed());
    }

    @Test
    void whatCannotBeToldIsSaidAndReachesNoGate() {
        found("safe", judged(POLICY));

        var evaluation = evaluation(POLICY);

        assertEquals(List.of("precision must be 0.9, and no case was found to violate",
            "recall must be 0.5, and no case that violates was answered"), evaluation.shortfalls());
        assertTrue(EvaluationText.of(evaluation).contains("precision - (0 of 0 found), recall - (0 of 0 violations)"));
        assertTrue(evaluation(WITHOUT_GATE).passed());
    }

    @Test
    void theTableHasTheCategoriesAndNoAnswerAsAColumn() {
        found("A", judged(POLICY, "A"));
        found("A", judged(POLICY, "B"));
        found("B", unavailable(POLICY));
        found("safe", judged(POLICY));

        assertTrue(EvaluationText.of(evaluation(POLICY)).contains("""
              expected | found  A  B  safe  no answer
              A                 1  1     .          .
              B                 .  .     .          1
              safe              .  .     1          .
            """), EvaluationText.of(evaluation(POLICY)));
    }

    @Test
    void aWrongCaseIsShownWithTheModelsRationaleOnOneLine() {
        found("safe", because(POLICY, "B", "first\nsecond \u001b[31m\u0000"));

        var text = EvaluationText.of(evaluation(POLICY));

        assertTrue(text.contains("insults.cases.yaml:1: expected safe, found B (a reason)\n      first second"), text);
        assertFalse(text.contains("\u001b"), text);
    }

    @Test
    void anExampleThatComesOutWrongFails() {
        results.add(new Result(trial("A", true), judged(POLICY)));

        var evaluation = evaluation(WITHOUT_GATE);

        assertEquals(List.of("1 of its own examples wrong"), evaluation.shortfalls());
        assertTrue(EvaluationText.of(evaluation).contains("no cases: tested by its examples alone"));
    }

    @Test
    void whoAnsweredIsSaid() {
        found("A", likened(POLICY, "A"));

        var text = EvaluationText.of(evaluation(POLICY));

        assertTrue(text.contains("judged by embedded-policies (model model)\n  No model read the policy"), text);
    }

    @Test
    void theXmlFailsWhereTheEvaluationDoes() throws Exception {
        found("A", because(POLICY, "A", "right"));
        found("A", because(POLICY, "B", "<&\u0001\uD800"));
        found("A", judged(POLICY));

        var passed = xml(EvaluationXml.of(List.of(evaluation(WITHOUT_GATE))));
        assertEquals(4, passed.getElementsByTagName("testcase").getLength());
        assertEquals(2, passed.getElementsByTagName("skipped").getLength());
        assertEquals(0, passed.getElementsByTagName("failure").getLength());

        found("safe", unavailable(POLICY));
        var failed = xml(EvaluationXml.of(List.of(evaluation(WITHOUT_GATE))));
        assertEquals(3, failed.getElementsByTagName("failure").getLength());
        assertEquals(1, failed.getElementsByTagName("error").getLength());
    }

    @Test
    void soManyAreJudgedAtOnceAndTheResultsAreInTheirOrder() {
        var open = new CopyOnWriteArrayList<CompletableFuture<Assessment>>();
        var most = new AtomicInteger();
        var told = new AtomicInteger();
        var trials = IntStream.rangeClosed(1, 7).mapToObj(line -> new Trial(Path.of("x"), line,
            Exchange.of("text " + line), Optional.empty(), "", false)).toList();

        var evaluation = new PolicyTrials(Path.of("insults.md"), POLICY, trials).judgedBy(guard(() -> {
            var answer = new CompletableFuture<Assessment>();
            open.add(0, answer);
            most.accumulateAndGet(open.size(), Math::max);
            if (open.size() == 3 || told.get() >= 6) {
                List.copyOf(open).forEach(one -> {
                    open.remove(one);
                    one.complete(judged(POLICY));
                });
            }
            return Uni.createFrom().completionStage(answer);
        }), Duration.ofSeconds(1), 3, told::incrementAndGet);

        assertEquals(3, most.get());
        assertEquals(7, told.get());
        assertEquals(trials, evaluation.results().stream().map(Result::trial).toList());
    }

    private static Guard guard(Supplier<Uni<Assessment>> answers) {
        return new Guard() {
            @Override
            public String name() {
                return "fake";
            }

            @Override
            public boolean readsPolicies() {
                return true;
            }

            @Override
            public boolean seesImages() {
                return false;
            }

            @Override
            public Uni<Assessment> assess(Question question, Duration patience) {
                return answers.get();
            }
        };
    }

    private void found(String expected, Assessment said) {
        results.add(new Result(trial(expected, false), said));
    }

    private Trial trial(String expected, boolean example) {
        return new Trial(Path.of("insults.cases.yaml"), results.size() + 1, Exchange.of("text " + results.size()),
            Optional.of(expected).filter(category -> !category.equals("safe")), "a reason", example);
    }

    private Evaluation evaluation(Policy policy) {
        return new Evaluation(new PolicyTrials(Path.of("insults.md"), policy,
            results.stream().map(Result::trial).toList()), results);
    }

    private static Assessed because(Policy policy, String category, String rationale) {
        return new Assessed("safeguard", Optional.of(policy), "model", new Verdict(List.of(), List.of(category),
            List.of(), Optional.empty(), Optional.of(rationale), Optional.empty(), false, false), Effort.NONE);
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
