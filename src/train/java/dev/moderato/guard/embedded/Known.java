package dev.moderato.guard.embedded;

import dev.moderato.guard.embedded.Scored.One;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Figures on the validation rows, whose sources were trained on. */
final class Known {

    /** A hazard with fewer rows than this to train on is left out of the mean. */
    private static final int ENOUGH = 100;

    private final Weights weights;
    private final Data data;

    Known(Weights weights, Data data) {
        this.weights = weights;
        this.data = data;
    }

    /** The main ones by name. */
    Map<String, Double> figures() {
        var unsafe = probabilities(Task.UNSAFE);
        var english = unsafe.where(LabelledText::english);
        var attack = probabilities(Task.ATTACK);
        var figures = new LinkedHashMap<String, Double>();
        figures.put("unsafe, English: AUROC", english.auroc());
        figures.put("unsafe, English: recall at 5 % false positives", english.recallAt(0.05));
        figures.put("unsafe, other languages: AUROC", unsafe.where(row -> !row.english()).auroc());
        figures.put("unsafe: expected calibration error", calibrationError(Task.UNSAFE));
        figures.put("hazards: macro F1", f1().entrySet().stream().filter(one -> trainedOn(one.getKey()) >= ENOUGH)
            .mapToDouble(Map.Entry::getValue).average().orElse(Double.NaN));
        figures.put("prompt attack: AUROC", attack.auroc());
        figures.put("prompt attack: recall at 1 % false positives", attack.recallAt(0.01));
        figures.put("prompt attack: expected calibration error", calibrationError(Task.ATTACK));
        figures.replaceAll((name, value) -> Math.round(value * 10_000) / 10_000.0);
        return figures;
    }

    Scored probabilities(Task task) {
        var label = weights.header().labels().get(weights.header().index(task.name()));
        return Calibrating.scored(weights, task, data.valid()).calibrated(label.calibration());
    }

    /** Calibrated on one half and measured on the other, both ways. */
    double calibrationError(Task task) {
        var all = Calibrating.scored(weights, task, data.valid()).rows();
        var halves = Stream.of(0, 1).map(half -> new Scored(java.util.stream.IntStream.range(0, all.size())
            .filter(i -> i % 2 == half).mapToObj(all::get).toList())).toList();
        return Stream.of(0, 1).mapToDouble(half -> halves.get(half)
            .calibrated(halves.get(1 - half).calibration()).calibrationError()).average().orElseThrow();
    }

    /** How many rows of the data have it, authored ones apart. */
    long trainedOn(Hazard hazard) {
        return data.train().stream().filter(sample -> !sample.row().authored()
            && sample.row().hazards().contains(hazard)).count();
    }

    /** Of each hazard over all rows with a known label: a hazard counts as found when the service would name it. */
    Map<Hazard, Double> f1() {
        var rows = data.valid().stream().filter(sample -> sample.row().unsafe().isPresent()
            && !(sample.row().unsafe().get() && sample.row().hazards().isEmpty())).toList();
        var named = rows.parallelStream().map(this::named).toList();
        var f1 = new LinkedHashMap<Hazard, Double>();
        for (var hazard : Hazard.values()) {
            List<One> ones = new ArrayList<>();
            for (var i = 0; i < rows.size(); i++) {
                ones.add(new One(rows.get(i).row(), named.get(i).contains(hazard) ? 1 : 0,
                    rows.get(i).row().unsafe().orElseThrow() && rows.get(i).row().hazards().contains(hazard)));
            }
            f1.put(hazard, new Scored(ones).f1(1));
        }
        return f1;
    }

    private Set<Hazard> named(Sample sample) {
        var named = EnumSet.noneOf(Hazard.class);
        sample.passages().stream().flatMap(passage -> weights.scores(passage.pieces()).stream()).forEach(scores -> {
            var opinion = Opinion.on(scores, weights.header());
            if (opinion.follows() != Outcome.ALLOW) {
                Arrays.stream(Hazard.values()).filter(opinion::names).forEach(named::add);
            }
        });
        return named;
    }
}
