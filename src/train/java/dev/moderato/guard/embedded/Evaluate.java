package dev.moderato.guard.embedded;

import dev.moderato.guard.embedded.LeftOut.Fold;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;

/** Measures the weights that are in the project, and what the same training makes of sources that it never saw. */
public final class Evaluate {

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private Evaluate() {
    }

    /** @param args the folder of the data */
    public static void main(String... args) throws Exception {
        try (var encoder = Encoder.load()) {
            var data = Data.read(Path.of(args[0]), encoder);
            var weights = Weights.load();
            var known = new Known(weights, data);
            OUT.println("## Known sources (validation rows)\n\n| measure | |\n|---|---|");
            known.figures().forEach((name, value) -> print("| %s | %.3f |", name, value));
            OUT.println("\n| hazard | trained on | F1 |\n|---|---|---|");
            known.f1().forEach((hazard, f1) -> print("| %s %s | %d | %.2f |", hazard, hazard.title(),
                known.trainedOn(hazard), f1));
            byGroup("language", known.probabilities(Task.UNSAFE), LabelledText::language, weights, Task.UNSAFE);
            byGroup("source", known.probabilities(Task.UNSAFE), LabelledText::source, weights, Task.UNSAFE);
            byGroup("source", known.probabilities(Task.ATTACK), LabelledText::source, weights, Task.ATTACK);
            policies(new PolicyExamples(encoder), weights);
            leftOut(LeftOut.of(data, weights.header().seed()));
        }
    }

    private static void policies(PolicyExamples examples, Weights weights) {
        var least = weights.header().nearest();
        print("%n## Policies by their examples, each left out once (least similarity %.2f)%n", least);
        OUT.println("| policy | violating examples found | safe ones spared | the same at any similarity |\n"
            + "|---|---|---|---|");
        examples.leaveOneOut(least).forEach((policy, tally) -> print("| %s | %d of %d | %d of %d | %d, %d |", policy,
            tally.found(), tally.violating(), tally.spared(), tally.safe(), tally.foundAtAnyDistance(),
            tally.sparedAtAnyDistance()));
    }

    private static void leftOut(LeftOut leftOut) {
        OUT.println("\n## Sources left out whole\n\n| fold | unsafe, English: AUROC | unsafe, other languages: AUROC"
            + " | prompt attack: AUROC | recall at 1 % |\n|---|---|---|---|---|");
        var sums = new double[4];
        var counts = new int[4];
        for (var fold : leftOut.folds()) {
            var unsafe = leftOut.scored(fold, Task.UNSAFE);
            var attack = leftOut.scored(fold, Task.ATTACK);
            var figures = new double[] {unsafe.where(LabelledText::english).auroc(),
                unsafe.where(row -> !row.english()).auroc(), attack.auroc(),
                attack.hasBoth() ? attack.recallAt(0.01) : Double.NaN};
            for (var i = 0; i < figures.length; i++) {
                if (!Double.isNaN(figures[i])) {
                    sums[i] += figures[i];
                    counts[i]++;
                }
            }
            print("| %s | %.3f | %.3f | %.3f | %.3f |", String.join(" ", fold.sources().stream().sorted().toList()),
                figures[0], figures[1], figures[2], figures[3]);
        }
        print("| mean | %.3f | %.3f | %.3f | %.3f |", sums[0] / counts[0], sums[1] / counts[1], sums[2] / counts[2],
            sums[3] / counts[3]);
        for (var task : new Task[] {Task.UNSAFE, Task.ATTACK}) {
            for (var fold : leftOut.folds()) {
                bySource(leftOut, fold, task);
            }
        }
    }

    private static void bySource(LeftOut leftOut, Fold fold, Task task) {
        byGroup("source left out", leftOut.scored(fold, task), LabelledText::source, fold.weights(), task);
    }

    private static void byGroup(String kind, Scored scored, Function<LabelledText, String> group, Weights weights,
                                Task task) {
        var label = weights.header().labels().get(weights.header().index(task.name()));
        print("%n| %s (%s) | rows | positive | AUROC | found at review | at block | false positives at review"
            + " | at block |%n|---|---|---|---|---|---|---|---|", kind, task.name());
        var groups = new TreeMap<String, Scored>();
        scored.rows().stream().map(one -> group.apply(one.row())).distinct().forEach(name ->
            groups.put(name, scored.where(row -> group.apply(row).equals(name))));
        groups.forEach((name, rows) -> print("| %s | %d | %.2f | %s | %s | %s | %s | %s |", name, rows.rows().size(),
            rows.rows().stream().mapToInt(one -> one.positive() ? 1 : 0).average().orElseThrow(),
            figure(rows.auroc()), figure(rows.recall(label.review())), figure(rows.recall(label.block())),
            figure(rows.falsePositives(label.review())), figure(rows.falsePositives(label.block()))));
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
    }

    private static void print(String format, Object... values) {
        OUT.println(String.format(Locale.ROOT, format, values));
    }
}
