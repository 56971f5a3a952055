package dev.moderato.policy;

import java.util.Optional;
import java.util.Set;

/**
 * One guard that a profile asks about every submission.
 *
 * @param guard its name in the configuration
 * @param attack for a guard that gives one score instead of hazard codes: which hazard it counts for, and from where
 * @param directions which submissions it is asked about
 * @param standIn the guard that is asked in its place when it has no host, or when neither it nor a policy in its
 *     place could answer
 * @param onUnavailable what follows when nobody could answer
 */
public record Screening(String guard, Optional<Attack> attack, Set<Direction> directions, Optional<String> standIn,
                        Outcome onUnavailable) {

    /** What a guard's single score means. */
    public record Attack(Hazard hazard, Thresholds thresholds) {
    }

    public Screening {
        directions = Set.copyOf(directions);
    }
}
