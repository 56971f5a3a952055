package dev.moderato.guard.embedded;

import dev.moderato.guard.embedded.Network.Lessons;
import dev.moderato.guard.embedded.Weights.Header;
import dev.moderato.guard.embedded.Weights.Label;
import dev.moderato.policy.Hazard;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** From samples to weights whose scores are not calibrated yet. */
final class Training {

    static final List<Task> TASKS = Stream.of(Stream.of(Task.UNSAFE), Arrays.stream(Hazard.values()).map(Task::of),
        Stream.of(Task.ATTACK)).flatMap(tasks -> tasks).toList();
    /** What a task counts beside the others in the shared layer. */
    private static final double HAZARD = 0.3;
    /** What the character sequences count beside the encoder, which generalises better to unknown sources. */
    private static final double GRAMS = 0.5;
    private static final Calibration NONE = new Calibration(1, 0);

    private final List<Sample> samples;
    private final float[] means;
    private final float[] deviations;
    private final float[][] inputs;

    private Training(List<Sample> samples) {
        this.samples = samples;
        means = new float[Encoder.WIDTH];
        deviations = new float[Encoder.WIDTH];
        for (var i = 0; i < Encoder.WIDTH; i++) {
            var at = i;
            means[i] = (float) samples.stream().mapToDouble(sample -> sample.dense()[at]).average().orElseThrow();
            deviations[i] = (float) Math.max(1e-3, Math.sqrt(samples.stream()
                .mapToDouble(sample -> Math.pow(sample.dense()[at] - means[at], 2)).average().orElseThrow()));
        }
        inputs = samples.stream().map(sample -> standardised(sample.dense())).toArray(float[][]::new);
    }

    /** Takes minutes. The same samples and the same seed give the same weights. */
    static Weights fit(List<Sample> rows, long seed) {
        var samples = Stream.concat(rows.stream(), rows.stream().flatMap(Sample::harmlessSentences)).toList();
        var training = new Training(samples);
        var network = Network.fit(training.lessons(), TASKS.size(), seed);
        var grams = TASKS.parallelStream()
            .map(task -> GramHead.fit(Examples.of(task, samples))).toArray(double[][]::new);
        return training.joined(network, grams, seed);
    }

    private Lessons lessons() {
        var labels = new boolean[samples.size()][TASKS.size()];
        var weights = new double[samples.size()][TASKS.size()];
        for (var task = 0; task < TASKS.size(); task++) {
            var share = TASKS.get(task) == Task.UNSAFE || TASKS.get(task) == Task.ATTACK ? 1 : HAZARD;
            var examples = Examples.of(TASKS.get(task), samples);
            var next = 0;
            for (var row = 0; row < samples.size(); row++) {
                if (next < examples.size() && examples.samples().get(next) == samples.get(row)) {
                    labels[row][task] = examples.labels()[next];
                    weights[row][task] = share * examples.weights()[next++];
                }
            }
        }
        return new Lessons(inputs, labels, weights);
    }

    /** Both halves of every label's score spread alike over the samples before the second is weighed. */
    private Weights joined(Network network, double[][] grams, long seed) {
        var hidden = Arrays.stream(inputs).map(network::hidden).toArray(float[][]::new);
        var outputs = new float[TASKS.size()][];
        var scales = new float[TASKS.size()];
        var steps = new byte[CharacterGrams.BUCKETS * TASKS.size()];
        var labels = new Label[TASKS.size()];
        for (var task = 0; task < TASKS.size(); task++) {
            var at = task;
            var dense = Spread.of(Arrays.stream(hidden).mapToDouble(units -> network.score(units, at)));
            var gram = Spread.of(samples.stream().mapToDouble(sample -> GramHead.score(grams[at], sample.grams())));
            var second = network.second(task);
            outputs[task] = new float[Network.HIDDEN];
            for (var i = 0; i < Network.HIDDEN; i++) {
                outputs[task][i] = (float) (second[i] / dense.deviation());
            }
            var most = IntStream.range(0, CharacterGrams.BUCKETS).mapToDouble(i -> Math.abs(grams[at][i])).max()
                .orElseThrow() / Byte.MAX_VALUE;
            scales[task] = (float) (GRAMS * most / gram.deviation());
            for (var i = 0; i < CharacterGrams.BUCKETS; i++) {
                steps[i * TASKS.size() + task] = (byte) Math.round(grams[at][i] / most);
            }
            var bias = (second[Network.HIDDEN] - dense.mean()) / dense.deviation()
                + GRAMS * (grams[at][CharacterGrams.BUCKETS] - gram.mean()) / gram.deviation();
            labels[task] = new Label(TASKS.get(task).name(), bias, NONE, 0.5, 0.5);
        }
        return new Weights(new Header("moderato-embedded", "", seed, Encoder.MODEL, CharacterGrams.BUCKETS,
            Network.HIDDEN, List.of(labels), 1, Map.of(), null), first(network), bias(network), outputs,
            scales, steps, "sha256:not-kept-yet");
    }

    /** The first layer reads the encoder's own numbers: standardising them is in its weights. */
    private float[][] first(Network network) {
        var first = new float[Encoder.WIDTH][Network.HIDDEN];
        for (var i = 0; i < Encoder.WIDTH; i++) {
            for (var j = 0; j < Network.HIDDEN; j++) {
                first[i][j] = network.first().get(0)[i * Network.HIDDEN + j] / deviations[i];
            }
        }
        return first;
    }

    private float[] bias(Network network) {
        var bias = network.first().get(1).clone();
        for (var i = 0; i < Encoder.WIDTH; i++) {
            for (var j = 0; j < Network.HIDDEN; j++) {
                bias[j] -= network.first().get(0)[i * Network.HIDDEN + j] * means[i] / deviations[i];
            }
        }
        return bias;
    }

    private float[] standardised(float[] dense) {
        var standardised = new float[dense.length];
        for (var i = 0; i < dense.length; i++) {
            standardised[i] = (dense[i] - means[i]) / deviations[i];
        }
        return standardised;
    }

    private record Spread(double mean, double deviation) {

        static Spread of(DoubleStream values) {
            var all = values.toArray();
            var mean = Arrays.stream(all).average().orElseThrow();
            var variance = Arrays.stream(all).map(value -> (value - mean) * (value - mean)).average().orElseThrow();
            return new Spread(mean, Math.max(1e-9, Math.sqrt(variance)));
        }
    }
}
