package dev.moderato.guard.embedded;

/**
 * Makes a linear score a probability (Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
 *
 * @param slope positive
 */
record Calibration(double slope, double offset) {

    /** To a millionth, what is more is noise; never to nothing. */
    static double rounded(double probability) {
        return Math.max(1, Math.round(probability * 1e6)) / 1e6;
    }

    /** In (0, 1), rising with the score. */
    double probability(double score) {
        return 1 / (1 + Math.exp(-(slope * score + offset)));
    }
}
