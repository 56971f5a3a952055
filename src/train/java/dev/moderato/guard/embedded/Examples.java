package dev.moderato.guard.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The samples that a task has a label for, and how much each counts: within its class a source counts by the square
 * root of its rows, so that none dominates, and both classes count the same. Authored rows count more: their safe and
 * unsafe texts differ in nothing but what they mean.
 */
record Examples(List<Sample> samples, boolean[] labels, double[] weights) {

    private static final double AUTHORED = 3;

    static Examples of(Task task, List<Sample> all) {
        var samples = all.stream().filter(sample -> task.label().apply(sample.row()).isPresent()).toList();
        var labels = new boolean[samples.size()];
        var counts = new HashMap<String, Integer>();
        for (var i = 0; i < labels.length; i++) {
            labels[i] = task.label().apply(samples.get(i).row()).orElseThrow();
            counts.merge(group(samples.get(i), labels[i]), 1, Integer::sum);
        }
        return new Examples(samples, labels, weights(samples, labels, counts));
    }

    private static double[] weights(List<Sample> samples, boolean[] labels, Map<String, Integer> counts) {
        var weights = new double[labels.length];
        var sums = new double[2];
        for (var i = 0; i < weights.length; i++) {
            weights[i] = (samples.get(i).row().authored() ? AUTHORED : 1)
                / Math.sqrt(counts.get(group(samples.get(i), labels[i])));
            sums[labels[i] ? 1 : 0] += weights[i];
        }
        for (var i = 0; i < weights.length; i++) {
            weights[i] *= 0.5 / sums[labels[i] ? 1 : 0];
        }
        return weights;
    }

    private static String group(Sample sample, boolean label) {
        return label + " " + sample.row().source();
    }

    int size() {
        return labels.length;
    }
}
