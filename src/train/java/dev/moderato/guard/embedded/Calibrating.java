package dev.moderato.guard.embedded;

import dev.moderato.guard.embedded.Scored.One;
import dev.moderato.guard.embedded.Weights.Header;
import dev.moderato.guard.embedded.Weights.Label;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives weights their probabilities and operating points, on rows that they were not trained on. A text counts by its
 * worst piece, as it does in the service.
 */
final class Calibrating {

    /** Of benign rows: how many a person looks at in vain, for each of the two, and how many are blocked. */
    private static final double REVIEWED = 0.1;
    private static final double REVIEWED_AS_ATTACK = 0.02;
    private static final double BLOCKED = 0.01;
    /** With fewer unsafe rows than this a best threshold is chance. */
    private static final int ENOUGH = 20;

    private Calibrating() {
    }

    static Weights calibrated(Weights weights, List<Sample> rows) {
        var labels = new ArrayList<Label>();
        for (var task : Training.TASKS) {
            var scored = scored(weights, task, rows);
            var calibration = scored.calibration();
            var probabilities = scored.calibrated(calibration);
            var verdict = task == Task.UNSAFE || task == Task.ATTACK;
            var enough = scored.rows().stream().filter(One::positive).count() >= ENOUGH;
            var review = verdict ? probabilities.threshold(task == Task.ATTACK ? REVIEWED_AS_ATTACK : REVIEWED)
                : enough ? probabilities.bestThreshold() : 0.5;
            labels.add(new Label(task.name(), bias(weights, task), calibration, review,
                verdict ? probabilities.threshold(BLOCKED) : 1));
        }
        return weights.with(weights.header().with(labels));
    }

    private static double bias(Weights weights, Task task) {
        return weights.header().labels().get(weights.header().index(task.name())).bias();
    }

    /** The task's uncalibrated scores of all rows that have a label for it. */
    static Scored scored(Weights weights, Task task, List<Sample> rows) {
        return new Scored(rows.parallelStream().flatMap(sample -> task.label().apply(sample.row())
            .map(positive -> Stream.of(new One(sample.row(), score(weights, task, sample), positive)))
            .orElseGet(Stream::empty)).toList());
    }

    /** For a hazard that of the piece that is least safe; for the others the highest of all. */
    private static double score(Weights weights, Task task, Sample sample) {
        var header = weights.header();
        var index = header.index(task.name());
        var leading = task == Task.ATTACK ? index : header.index(Task.UNSAFE.name());
        return sample.passages().stream().flatMap(passage -> weights.scores(passage.pieces()).stream())
            .max(Comparator.comparing(scores -> scores[leading])).map(scores -> scores[index]).orElse(-50d);
    }
}
