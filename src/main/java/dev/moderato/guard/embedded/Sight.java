package dev.moderato.guard.embedded;

import java.util.List;

/**
 * What the encoder saw in a text that it read at once.
 *
 * @param sums of the tokens' states, layer after layer
 */
record Sight(float[] sums) {

    /** Over all tokens of these: of each layer, one after the other, a mean of length 1. */
    static float[] means(List<Sight> seen) {
        var means = new float[Encoder.WIDTH];
        for (var sight : seen) {
            for (var i = 0; i < Encoder.WIDTH; i++) {
                means[i] += sight.sums()[i];
            }
        }
        for (var layer = 0; layer < Encoder.WIDTH / Encoder.LAYER; layer++) {
            unit(means, layer * Encoder.LAYER);
        }
        return means;
    }

    private static void unit(float[] means, int begin) {
        var squares = 0d;
        for (var i = begin; i < begin + Encoder.LAYER; i++) {
            squares += (double) means[i] * means[i];
        }
        var length = Math.max(1e-9, Math.sqrt(squares));
        for (var i = begin; i < begin + Encoder.LAYER; i++) {
            means[i] = (float) (means[i] / length);
        }
    }

    /** How alike two texts are by the last layer, which was made for it: their cosine, in [-1, 1]. */
    static double likeness(float[] one, float[] other) {
        var sum = 0d;
        for (var i = Encoder.WIDTH - Encoder.LAYER; i < Encoder.WIDTH; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
