package dev.moderato.guard;

import dev.moderato.policy.Hazard;
import java.util.Optional;

/**
 * How sure a guard is of one thing.
 *
 * @param category the guard's own word for it: {@code S9}, {@code prompt-attack}, or a code that doesn't exist
 * @param hazard empty where the guard's word is no hazard
 * @param value in [0, 1]; a guard that gives no number and says unsafe counts as 1
 */
public record Score(String category, Optional<Hazard> hazard, double value) {

    public Score {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("score must be in [0, 1], was " + value);
        }
    }

    /** The score of a code, a hazard's where there is one of that name. */
    static Score of(String code, double value) {
        return new Score(code, Hazard.of(code), value);
    }
}
