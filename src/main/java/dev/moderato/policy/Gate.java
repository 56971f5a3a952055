package dev.moderato.policy;

import java.util.Optional;

/**
 * What a policy must reach on its cases; each in (0, 1], and one of them at least.
 *
 * @param precision how many of those that it finds must be violations
 * @param recall how many of the violations it must find
 */
public record Gate(Optional<Double> precision, Optional<Double> recall) {

    public Gate {
        check("precision", precision);
        check("recall", recall);
        if (precision.isEmpty() && recall.isEmpty()) {
            throw new IllegalArgumentException("gate must have precision, recall or both");
        }
    }

    private static void check(String name, Optional<Double> value) {
        value.filter(share -> !(share > 0 && share <= 1)).ifPresent(share -> {
            throw new IllegalArgumentException("gate: " + name + " must be in (0, 1], was " + share);
        });
    }
}
