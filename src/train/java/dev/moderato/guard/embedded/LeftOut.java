package dev.moderato.guard.embedded;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the models make of sources that they never saw: the sources in five parts, each judged by weights that were
 * trained on the other four. Authored rows are always trained on and never judged.
 *
 * @param folds the sources of each part, and the weights trained without them and calibrated on the validation rows of
 *     the sources that they were trained on
 */
record LeftOut(List<Fold> folds, List<Sample> samples) {

    private static final int FOLDS = 5;

    record Fold(Set<String> sources, Weights weights) {
    }

    static LeftOut of(Data data, long seed) {
        return new LeftOut(parts(data.train()).parallelStream().map(sources -> fold(sources, data, seed)).toList(),
            data.train());
    }

    private static Fold fold(Set<String> sources, Data data, long seed) {
        var rest = data.train().stream().filter(sample -> !sources.contains(sample.row().source())).toList();
        var known = data.valid().stream().filter(sample -> !sources.contains(sample.row().source())).toList();
        return new Fold(sources, Calibrating.calibrated(Training.fit(rest, seed), known));
    }

    /** The task's probabilities of all rows of the fold's sources. */
    Scored scored(Fold fold, Task task) {
        var label = fold.weights().header().labels().get(fold.weights().header().index(task.name()));
        return Calibrating.scored(fold.weights(), task,
                samples.stream().filter(sample -> fold.sources().contains(sample.row().source())).toList())
            .calibrated(label.calibration());
    }

    /** Greedily, the largest sources first, each to where it evens out safe, unsafe and attacking rows best. */
    private static List<Set<String>> parts(List<Sample> samples) {
        var counts = new TreeMap<String, double[]>();
        var totals = new double[3];
        for (var sample : samples) {
            if (!sample.row().authored()) {
                var count = counts.computeIfAbsent(sample.row().source(), source -> new double[3]);
                kinds(sample.row()).forEach(kind -> {
                    count[kind]++;
                    totals[kind]++;
                });
            }
        }
        counts.values().forEach(count -> IntStream.range(0, 3).forEach(kind -> count[kind] /= totals[kind]));
        var parts = Stream.generate(HashSet<String>::new).limit(FOLDS).toList();
        var sums = new double[FOLDS][3];
        counts.entrySet().stream().sorted(Comparator.comparing(entry -> -IntStream.range(0, 3)
            .mapToDouble(kind -> entry.getValue()[kind]).sum())).forEach(entry -> {
                var part = IntStream.range(0, FOLDS).boxed().min(Comparator.comparing(candidate ->
                    IntStream.range(0, 3).mapToDouble(kind -> entry.getValue()[kind]
                        * (2 * sums[candidate][kind] + entry.getValue()[kind])).sum())).orElseThrow();
                parts.get(part).add(entry.getKey());
                IntStream.range(0, 3).forEach(kind -> sums[part][kind] += entry.getValue()[kind]);
            });
        return List.copyOf(parts);
    }

    private static IntStream kinds(LabelledText row) {
        return IntStream.of(row.unsafe().map(unsafe -> unsafe ? 1 : 0).orElse(-1),
            row.attack().orElse(false) ? 2 : -1).filter(kind -> kind >= 0);
    }
}
