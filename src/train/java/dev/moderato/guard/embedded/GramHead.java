package dev.moderato.guard.embedded;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Logistic regression on character sequences, by L-BFGS (Nocedal and Wright, "Numerical Optimization", algorithm 7.5),
 * stopped early. Ours because the JVM's libraries learn it with one weight for all rows or without a penalty.
 */
final class GramHead {

    private static final double PENALTY = 1e-5;
    private static final int STEPS = 60;
    private static final int MEMORY = 8;

    private final Examples examples;
    /** One a bucket, and last the bias. */
    private double[] weights = new double[CharacterGrams.BUCKETS + 1];
    private double loss;

    private GramHead(Examples examples) {
        this.examples = examples;
    }

    /** The fitted weights, one a bucket, and last the bias. */
    static double[] fit(Examples examples) {
        var head = new GramHead(examples);
        head.descend();
        return head.weights;
    }

    static double score(double[] weights, CharacterGrams grams) {
        var sum = weights[CharacterGrams.BUCKETS];
        for (var i = 0; i < grams.buckets().length; i++) {
            sum += weights[grams.buckets()[i]] * grams.values()[i];
        }
        return sum;
    }

    private record Pair(double[] step, double[] change, double product) {
    }

    private void descend() {
        var gradient = gradient(weights);
        var pairs = new ArrayDeque<Pair>();
        for (var count = 0; count < STEPS; count++) {
            var direction = direction(gradient, pairs);
            var slope = dot(direction, gradient);
            var before = loss;
            var size = count == 0 ? 1 / Math.max(1e-12, Math.sqrt(dot(gradient, gradient))) : 1.0;
            double[] next;
            double[] nextGradient;
            do {
                next = plus(weights, direction, size);
                nextGradient = gradient(next);
                size /= 2;
            } while (loss > before + 1e-4 * size * slope && size > 1e-10);
            var step = plus(next, weights, -1);
            var change = plus(nextGradient, gradient, -1);
            var product = dot(step, change);
            if (product > 1e-15) {
                pairs.addLast(new Pair(step, change, product));
                if (pairs.size() > MEMORY) {
                    pairs.removeFirst();
                }
            }
            weights = next;
            gradient = nextGradient;
        }
    }

    private static double[] direction(double[] gradient, ArrayDeque<Pair> pairs) {
        var direction = plus(new double[gradient.length], gradient, -1);
        var shares = new ArrayDeque<Double>();
        for (Iterator<Pair> newest = pairs.descendingIterator(); newest.hasNext();) {
            var pair = newest.next();
            var share = dot(pair.step(), direction) / pair.product();
            shares.addFirst(share);
            add(direction, pair.change(), -share);
        }
        if (!pairs.isEmpty()) {
            var last = pairs.getLast();
            scale(direction, last.product() / dot(last.change(), last.change()));
        }
        for (var pair : pairs) {
            add(direction, pair.step(), shares.removeFirst() - dot(pair.change(), direction) / pair.product());
        }
        return direction;
    }

    /** Also sets {@link #loss}. */
    private double[] gradient(double[] at) {
        var gradient = new double[at.length];
        loss = 0;
        for (var i = 0; i < CharacterGrams.BUCKETS; i++) {
            gradient[i] = PENALTY * at[i];
            loss += PENALTY / 2 * at[i] * at[i];
        }
        for (var i = 0; i < examples.size(); i++) {
            var grams = examples.samples().get(i).grams();
            var sign = examples.labels()[i] ? 1 : -1;
            var margin = sign * score(at, grams);
            loss += examples.weights()[i] * (margin > 0 ? Math.log1p(Math.exp(-margin))
                : Math.log1p(Math.exp(margin)) - margin);
            var slope = -sign * examples.weights()[i] / (1 + Math.exp(margin));
            for (var j = 0; j < grams.buckets().length; j++) {
                gradient[grams.buckets()[j]] += slope * grams.values()[j];
            }
            gradient[CharacterGrams.BUCKETS] += slope;
        }
        return gradient;
    }

    private static double dot(double[] one, double[] other) {
        var sum = 0d;
        for (var i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double[] plus(double[] one, double[] other, double times) {
        var sum = one.clone();
        add(sum, other, times);
        return sum;
    }

    private static void add(double[] to, double[] other, double times) {
        for (var i = 0; i < to.length; i++) {
            to[i] += times * other[i];
        }
    }

    private static void scale(double[] vector, double by) {
        for (var i = 0; i < vector.length; i++) {
            vector[i] *= by;
        }
    }
}
