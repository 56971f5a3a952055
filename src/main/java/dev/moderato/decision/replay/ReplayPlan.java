package dev.moderato.decision.replay;

import dev.moderato.decision.Span;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import java.util.Optional;

/**
 * What is to be judged again, and under what.
 *
 * @param inForce the profile's book as it is now
 * @param candidate what is tried in it; without one it is the models of now that are
 * @param sample how many decisions to draw, at least 1; all of the span where empty
 */
public record ReplayPlan(Span span, PolicyBook inForce, Optional<Candidate> candidate, Optional<Integer> sample) {

    /** A policy that isn't in force yet, and the file it was read from. */
    public record Candidate(Policy policy, String text) {
    }

    /** Under which everything is judged: the candidate counts, also when it says {@code mode: shadow}. */
    PolicyBook book() {
        return candidate.map(tried -> inForce.with(tried.policy().asEnforced())).orElse(inForce);
    }
}
