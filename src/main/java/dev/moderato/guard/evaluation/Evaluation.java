package dev.moderato.guard.evaluation;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.policy.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How well a guard judged by a policy. Precision and recall are those of "violates" over the cases that were answered;
 * which category was named counts for the table alone. Examples count for neither: the model is shown their answers.
 */
public record Evaluation(PolicyTrials test, List<Result> results) {

    public Evaluation {
        results = List.copyOf(results);
    }

    public List<Result> cases() {
        return results.stream().filter(result -> !result.trial().example()).toList();
    }

    public List<Result> examples() {
        return results.stream().filter(result -> result.trial().example()).toList();
    }

    /** Cases and examples without an answer: never taken for safe. */
    public List<Result> unanswered() {
        return results.stream().filter(result -> !result.answered()).toList();
    }

    /** All that didn't come out as expected, those without an answer included. */
    public List<Result> wrong() {
        return results.stream().filter(result -> !result.right()).toList();
    }

    /** How many of the cases found to violate do. */
    public Share precision() {
        return new Share(rightlyFound(), cases().stream().filter(Result::violates).count());
    }

    /** How many of the cases that violate were found. */
    public Share recall() {
        return new Share(rightlyFound(),
            cases().stream().filter(result -> result.answered() && result.shouldViolate()).count());
    }

    /** Why this isn't good enough; empty when it is. What a gate asks for and can't be told isn't reached. */
    public List<String> shortfalls() {
        var shortfalls = new ArrayList<String>();
        var gate = test.policy().gate();
        gate.flatMap(Gate::precision).filter(least -> !precision().reaches(least)).ifPresent(least -> shortfalls.add(
            precision().known() ? "precision " + precision() + " is under " + least
                : "precision must be " + least + ", and no case was found to violate"));
        gate.flatMap(Gate::recall).filter(least -> !recall().reaches(least)).ifPresent(least -> shortfalls.add(
            recall().known() ? "recall " + recall() + " is under " + least
                : "recall must be " + least + ", and no case that violates was answered"));
        count(unanswered().size(), "without an answer").ifPresent(shortfalls::add);
        count(examples().stream().filter(result -> result.answered() && !result.right()).count(),
            "of its own examples wrong").ifPresent(shortfalls::add);
        return shortfalls;
    }

    public boolean passed() {
        return shortfalls().isEmpty();
    }

    /** Who answered: guards and their models. */
    public List<String> judges() {
        return results.stream().map(Result::said).map(said ->
                said instanceof Assessed assessed ? assessed.guard() + " (model " + assessed.model() + ")"
                : said instanceof Unavailable silent && !silent.model().isEmpty()
                    ? silent.guard() + " (model " + silent.model() + ")" : said.guard())
            .map(Printable::of).distinct().toList();
    }

    /** Whether nobody read the policy, and texts were likened to its examples instead. */
    public boolean likened() {
        return results.stream().anyMatch(result -> result.said() instanceof Assessed assessed
            && assessed.verdict().likened());
    }

    private long rightlyFound() {
        return cases().stream().filter(result -> result.violates() && result.shouldViolate()).count();
    }

    private static Optional<String> count(long count, String what) {
        return Optional.of(count + " " + what).filter(text -> count > 0);
    }
}
