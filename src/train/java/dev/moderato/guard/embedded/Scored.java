package dev.moderato.guard.embedded;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Rows with what one label gave them, and the figures that can be read off. */
record Scored(List<One> rows) {

    /** A row, its score or probability, and what is true. */
    record One(LabelledText row, double score, boolean positive) {
    }

    Scored where(Predicate<LabelledText> wanted) {
        return new Scored(rows.stream().filter(one -> wanted.test(one.row())).toList());
    }

    boolean hasBoth() {
        return rows.stream().anyMatch(One::positive) && !rows.stream().allMatch(One::positive);
    }

    /** How often a positive row is above a negative one, ties half; NaN without both. */
    double auroc() {
        var sorted = rows.stream().sorted((one, other) -> Double.compare(one.score(), other.score())).toList();
        var positives = 0L;
        var ranks = 0d;
        for (var i = 0; i < sorted.size();) {
            var next = i;
            while (next < sorted.size() && sorted.get(next).score() == sorted.get(i).score()) {
                next++;
            }
            var tied = sorted.subList(i, next).stream().filter(One::positive).count();
            positives += tied;
            ranks += tied * ((i + 1 + next) / 2.0);
            i = next;
        }
        var negatives = sorted.size() - positives;
        return positives == 0 || negatives == 0 ? Double.NaN
            : (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }

    /** The lowest threshold at which at most this share of the negative rows is at or above it. */
    double threshold(double falsePositives) {
        var negatives = rows.stream().filter(one -> !one.positive()).mapToDouble(One::score).sorted().toArray();
        var allowed = (int) Math.floor(falsePositives * negatives.length);
        return Math.nextUp(negatives[Math.max(0, negatives.length - 1 - allowed)]);
    }

    double recall(double threshold) {
        return share(true, threshold);
    }

    double falsePositives(double threshold) {
        return share(false, threshold);
    }

    double recallAt(double falsePositives) {
        return recall(threshold(falsePositives));
    }

    private double share(boolean positive, double threshold) {
        return rows.stream().filter(one -> one.positive() == positive)
            .mapToDouble(one -> one.score() >= threshold ? 1 : 0).average().orElse(Double.NaN);
    }

    /** Harmonic mean of precision and recall; 0 where nothing was found. */
    double f1(double threshold) {
        var found = rows.stream().filter(one -> one.score() >= threshold).toList();
        var right = found.stream().filter(One::positive).count();
        var wanted = rows.stream().filter(One::positive).count();
        return right == 0 ? 0 : 2.0 * right / (found.size() + wanted);
    }

    /** The threshold with the best F1. */
    double bestThreshold() {
        return rows.stream().mapToDouble(One::score).distinct().boxed()
            .max((one, other) -> Double.compare(f1(one), f1(other))).orElse(0.5);
    }

    /** Expected calibration error over ten bins of equal width (Guo et al., 2017); the scores are probabilities. */
    double calibrationError() {
        return rows.stream().collect(Collectors.groupingBy(one -> Math.min(9, (int) (one.score() * 10)))).values()
            .stream().mapToDouble(bin -> Math.abs(bin.stream().mapToDouble(One::score).sum()
                - bin.stream().filter(One::positive).count())).sum() / rows.size();
    }

    /**
     * Platt's fit, with his targets that keep a little doubt, by Newton's method, damped as Levenberg and Marquardt do
     * so that labels which the scores part cleanly don't send it off.
     */
    Calibration calibration() {
        var fit = new Calibration(1, 0);
        var damping = 1e-3;
        for (var count = 0; count < 200 && damping < 1e9; count++) {
            var step = newton(fit, damping);
            var next = new Calibration(fit.slope() - step[0], fit.offset() - step[1]);
            if (loss(next) < loss(fit)) {
                fit = next;
                damping /= 4;
            } else {
                damping *= 8;
            }
        }
        return new Calibration(Math.max(1e-3, fit.slope()), fit.offset());
    }

    private double target(boolean positive) {
        var count = rows.stream().filter(one -> one.positive() == positive).count();
        return positive ? (count + 1.0) / (count + 2) : 1.0 / (count + 2);
    }

    private double loss(Calibration fit) {
        var yes = target(true);
        var no = target(false);
        return rows.stream().mapToDouble(one -> {
            var logit = fit.slope() * one.score() + fit.offset();
            var target = one.positive() ? yes : no;
            return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - target * logit;
        }).sum();
    }

    /** Slope's and offset's step: the gradient, by the inverse of the second derivatives enlarged by the damping. */
    private double[] newton(Calibration fit, double damping) {
        var yes = target(true);
        var no = target(false);
        double slope = 0;
        double offset = 0;
        double slopes = damping;
        double both = 0;
        double offsets = damping;
        for (var one : rows) {
            var probability = fit.probability(one.score());
            var error = probability - (one.positive() ? yes : no);
            var weight = probability * (1 - probability);
            slope += error * one.score();
            offset += error;
            slopes += weight * one.score() * one.score();
            both += weight * one.score();
            offsets += weight;
        }
        var determinant = slopes * offsets - both * both;
        return new double[] {(offsets * slope - both * offset) / determinant,
            (slopes * offset - both * slope) / determinant};
    }

    /** The same rows as probabilities. */
    Scored calibrated(Calibration calibration) {
        return new Scored(rows.stream()
            .map(one -> new One(one.row(), calibration.probability(one.score()), one.positive())).toList());
    }
}
