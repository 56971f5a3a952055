package dev.moderato.guard.evaluation;

import dev.moderato.policy.Policy.Category;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An evaluation for people to read. */
public final class EvaluationText {

    private EvaluationText() {
    }

    /** One policy's, a line's end last. */
    public static String of(Evaluation evaluation) {
        return evaluation.test().file() + "\n"
            + "  judged by " + String.join(", ", evaluation.judges()) + "\n"
            + (evaluation.likened() ? "  No model read the policy: the texts were only likened to its examples.\n" : "")
            + numbers(evaluation) + "  " + verdict(evaluation) + "\n" + table(evaluation)
            + evaluation.wrong().stream().map(EvaluationText::wrong).collect(Collectors.joining()) + "\n";
    }

    /** All of them, a line each. */
    public static String summary(List<Evaluation> evaluations) {
        var width = evaluations.stream().mapToInt(one -> one.test().policy().name().length()).max().orElse(0);
        var lines = new StringBuilder(String.format("%-" + width + "s  cases  precision  recall  no answer%n", ""));
        evaluations.forEach(one -> lines.append(String.format("%-" + width + "s  %5d  %9s  %6s  %9d  %s%n",
            one.test().policy().name(), one.cases().size(), one.precision(), one.recall(), one.unanswered().size(),
            verdict(one))));
        var passed = evaluations.stream().filter(Evaluation::passed).count();
        return lines + String.format("%d of %d policies passed%n", passed, evaluations.size());
    }

    /** Passed or not, and why. */
    static String verdict(Evaluation evaluation) {
        return !evaluation.passed() ? "failed: " + String.join(", ", evaluation.shortfalls())
            : evaluation.test().policy().gate().isEmpty() ? "passed, without a gate" : "passed";
    }

    private static String numbers(Evaluation evaluation) {
        var examples = evaluation.examples();
        var right = examples.stream().filter(Result::right).count();
        var ofExamples = String.format("  %d of %d examples right%n", right, examples.size());
        if (evaluation.cases().isEmpty()) {
            return "  no cases: tested by its examples alone, which the model is shown\n" + ofExamples;
        }
        var precision = evaluation.precision();
        var recall = evaluation.recall();
        return String.format("  %d cases: precision %s (%d of %d found), recall %s (%d of %d violations)%n",
            evaluation.cases().size(), precision, precision.part(), precision.whole(), recall, recall.part(),
            recall.whole()) + ofExamples;
    }

    /** How often what was expected (rows) was found as what (columns); of the cases alone. */
    private static String table(Evaluation evaluation) {
        if (evaluation.cases().isEmpty()) {
            return "";
        }
        var rows = Stream.concat(evaluation.test().policy().categories().stream().map(Category::id),
            Stream.of(Result.SAFE)).toList();
        var columns = Stream.concat(rows.stream(), Stream.of(Result.NO_ANSWER)).toList();
        var head = String.format("  %-16s", "expected | found")
            + columns.stream().map(column -> "  " + column).collect(Collectors.joining()) + "\n";
        return "\n" + head + rows.stream().map(row -> String.format("  %-16s", row) + columns.stream()
                .map(column -> cell(evaluation, row, column)).collect(Collectors.joining()) + "\n")
            .collect(Collectors.joining()) + "\n";
    }

    private static String cell(Evaluation evaluation, String row, String column) {
        var count = evaluation.cases().stream()
            .filter(result -> result.expected().equals(row) && result.found().equals(column)).count();
        return String.format("  %" + column.length() + "s", count == 0 ? "." : count);
    }

    private static String wrong(Result result) {
        return String.format("  %s: expected %s, found %s (%s)%n      %s%n", result.trial(), result.expected(),
            result.found(), Printable.of(result.trial().why()), result.rationale());
    }
}
