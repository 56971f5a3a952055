package dev.moderato.guard;

import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.PolicyBook;
import java.util.Optional;

/**
 * How sure a guard is of one thing.
 *
 * @param category the guard's own word for it: {@code S9}, {@code prompt-attack}, or a code that doesn't exist
 * @param hazard empty where the guard's word is no hazard
 * @param value in [0, 1]; a guard that gives no number and says unsafe counts as 1
 * @param fitted what follows at the guard's own operating points, where it was measured and has some
 * @param evidence what weighs most in it, where the guard can tell
 */
public record Score(String category, Optional<Hazard> hazard, double value, Optional<Outcome> fitted,
                    Optional<Evidence> evidence) {

    public Score {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("score must be in [0, 1], was " + value);
        }
    }

    public Score(String category, Optional<Hazard> hazard, double value) {
        this(category, hazard, value, Optional.empty(), Optional.empty());
    }

    /** The score of a code, a hazard's where there is one of that name. */
    static Score of(String code, double value) {
        return new Score(code, Hazard.of(code), value);
    }

    Score forHazard(Optional<Hazard> hazard) {
        return new Score(category, hazard, value, fitted, evidence);
    }

    /**
     * What follows from it by itself: by the thresholds that the book gives this very guard, else at the guard's own
     * operating points, else by the hazard table. A word that is no hazard still says "unsafe": somebody looks.
     */
    public Outcome follows(PolicyBook book, String guard) {
        return hazard.flatMap(known -> book.own(guard, known)).map(own -> own.reached(value))
            .or(() -> fitted)
            .orElseGet(() -> hazard.map(known -> book.hazards().get(known).reached(value)).orElse(Outcome.REVIEW));
    }
}
