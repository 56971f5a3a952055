package dev.moderato.guard.embedded;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One hidden layer over the encoder's numbers, shared by all tasks, trained by Adam (Kingma and Ba, 2015) with dropout
 * on both layers. Rows are drawn as often as their weights say.
 */
final class Network {

    static final int HIDDEN = 512;
    private static final int EPOCHS = 10;
    private static final int BATCH = 256;
    private static final double RATE = 1e-3;
    private static final double DECAY = 0.3;
    private static final double DROPPED_INPUTS = 0.2;
    private static final double DROPPED_HIDDEN = 0.5;

    private final int tasks;
    /** [input][hidden], then hidden biases, [hidden][task], task biases. */
    private final float[][] parameters;
    private final float[][] means;
    private final float[][] squares;
    private final float[][] gradients;

    private Network(int tasks, SplittableRandom random) {
        this.tasks = tasks;
        parameters = new float[][] {gaussian(Encoder.WIDTH * HIDDEN, Math.sqrt(1.0 / Encoder.WIDTH), random),
            new float[HIDDEN], gaussian(HIDDEN * tasks, Math.sqrt(1.0 / HIDDEN), random), new float[tasks]};
        means = like(parameters);
        squares = like(parameters);
        gradients = like(parameters);
    }

    /** What the network learns from: its inputs, and for each row and task a label and a weight, 0 where it has none. */
    record Lessons(float[][] inputs, boolean[][] labels, double[][] weights) {
    }

    static Network fit(Lessons lessons, int tasks, long seed) {
        var random = new SplittableRandom(seed);
        var network = new Network(tasks, random);
        var upTo = cumulated(lessons.weights());
        var total = upTo[upTo.length - 1];
        var steps = Math.max(1, upTo.length / BATCH) * EPOCHS;
        for (var step = 1; step <= steps; step++) {
            for (var i = 0; i < BATCH; i++) {
                var at = Arrays.binarySearch(upTo, random.nextDouble() * total);
                var row = Math.min(upTo.length - 1, at < 0 ? -at - 1 : at + 1);
                network.learn(lessons.inputs()[row], lessons.labels()[row], lessons.weights()[row], random);
            }
            network.update(step, RATE * (1 - (double) step / (steps + 1)));
        }
        return network;
    }

    float[] hidden(float[] input) {
        var hidden = parameters[1].clone();
        for (var i = 0; i < input.length; i++) {
            add(hidden, input[i], i * HIDDEN);
        }
        for (var i = 0; i < HIDDEN; i++) {
            hidden[i] = Math.max(0, hidden[i]);
        }
        return hidden;
    }

    double score(float[] hidden, int task) {
        var sum = (double) parameters[3][task];
        for (var i = 0; i < HIDDEN; i++) {
            sum += hidden[i] * parameters[2][i * tasks + task];
        }
        return sum;
    }

    /** Of the layer that reads the encoder's numbers: [input][hidden], and the biases. */
    List<float[]> first() {
        return List.of(parameters[0], parameters[1]);
    }

    /** Of one task: a weight for each hidden unit, and last the bias. */
    float[] second(int task) {
        var weights = new float[HIDDEN + 1];
        for (var i = 0; i < HIDDEN; i++) {
            weights[i] = parameters[2][i * tasks + task];
        }
        weights[HIDDEN] = parameters[3][task];
        return weights;
    }

    /** One row's share of the batch's gradient. Its weights are relative: how often it is drawn is in their sum. */
    private void learn(float[] input, boolean[] labels, double[] weights, SplittableRandom random) {
        var sum = Arrays.stream(weights).sum();
        var seen = new float[input.length];
        for (var i = 0; i < input.length; i++) {
            seen[i] = random.nextDouble() < DROPPED_INPUTS ? 0 : (float) (input[i] / (1 - DROPPED_INPUTS));
        }
        var hidden = hidden(seen);
        for (var i = 0; i < HIDDEN; i++) {
            hidden[i] = random.nextDouble() < DROPPED_HIDDEN ? 0 : (float) (hidden[i] / (1 - DROPPED_HIDDEN));
        }
        var back = new float[HIDDEN];
        for (var task = 0; task < tasks; task++) {
            if (weights[task] > 0) {
                var error = 1 / (1 + Math.exp(-score(hidden, task))) - (labels[task] ? 1 : 0);
                var slope = (float) (error * weights[task] / sum / BATCH);
                for (var i = 0; i < HIDDEN; i++) {
                    gradients[2][i * tasks + task] += slope * hidden[i];
                    back[i] += slope * parameters[2][i * tasks + task];
                }
                gradients[3][task] += slope;
            }
        }
        for (var i = 0; i < HIDDEN; i++) {
            back[i] = hidden[i] > 0 ? (float) (back[i] / (1 - DROPPED_HIDDEN)) : 0;
            gradients[1][i] += back[i];
        }
        for (var i = 0; i < seen.length; i++) {
            if (seen[i] != 0) {
                for (var j = 0; j < HIDDEN; j++) {
                    gradients[0][i * HIDDEN + j] += seen[i] * back[j];
                }
            }
        }
    }

    private void update(int step, double rate) {
        var first = 1 - Math.pow(0.9, step);
        var second = 1 - Math.pow(0.999, step);
        for (var layer = 0; layer < parameters.length; layer++) {
            var decay = layer % 2 == 0 ? DECAY : 0;
            for (var i = 0; i < parameters[layer].length; i++) {
                var gradient = gradients[layer][i];
                gradients[layer][i] = 0;
                means[layer][i] = 0.9f * means[layer][i] + 0.1f * gradient;
                squares[layer][i] = 0.999f * squares[layer][i] + 0.001f * gradient * gradient;
                parameters[layer][i] -= (float) (rate * (means[layer][i] / first
                    / (Math.sqrt(squares[layer][i] / second) + 1e-8) + decay * parameters[layer][i]));
            }
        }
    }

    private void add(float[] to, float times, int from) {
        if (times != 0) {
            for (var i = 0; i < HIDDEN; i++) {
                to[i] += times * parameters[0][from + i];
            }
        }
    }

    private static double[] cumulated(double[][] weights) {
        var sums = new double[weights.length];
        var sum = 0d;
        for (var i = 0; i < weights.length; i++) {
            sum += Arrays.stream(weights[i]).sum();
            sums[i] = sum;
        }
        return sums;
    }

    private static float[] gaussian(int size, double deviation, SplittableRandom random) {
        var values = new float[size];
        for (var i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    private static float[][] like(float[][] others) {
        return Arrays.stream(others).map(other -> new float[other.length]).toArray(float[][]::new);
    }
}
