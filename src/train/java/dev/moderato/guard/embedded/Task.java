package dev.moderato.guard.embedded;

import dev.moderato.policy.Hazard;
import java.util.Optional;
import java.util.function.Function;

/** What one head learns: of each row yes, no, or that it says nothing about it. */
record Task(String name, Function<LabelledText, Optional<Boolean>> label) {

    static final Task UNSAFE = new Task(HazardJudge.UNSAFE, LabelledText::unsafe);
    static final Task ATTACK = new Task(AttackJudge.ATTACK, LabelledText::attack);

    /** Which hazard, once a text is unsafe: so that what makes it unsafe needn't be learnt fourteen times. */
    static Task of(Hazard hazard) {
        return new Task(hazard.name(), row -> row.unsafe().orElse(false) && !row.hazards().isEmpty()
            ? Optional.of(row.hazards().contains(hazard)) : Optional.empty());
    }
}
