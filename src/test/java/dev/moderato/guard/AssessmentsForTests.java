package dev.moderato.guard;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What guards might say. */
public final class AssessmentsForTests {

    private AssessmentsForTests() {
    }

    public static Assessed safe(String guard) {
        return scored(guard);
    }

    public static Assessed scored(String guard, Score... scores) {
        return new Assessed(guard, Optional.empty(), "model", Verdict.scored(List.of(scores)), Effort.NONE);
    }

    public static Score score(String code, double value) {
        return Score.of(code, value);
    }

    public static Score attack(double value) {
        return new Score("prompt-attack", Optional.of(Hazard.S14), value);
    }

    /** A score of a guard that knows its own operating points. */
    public static Score fitted(String code, double value, Outcome follows) {
        return new Score(code, Hazard.of(code), value, Optional.of(follows),
            Optional.of(new Evidence(7, 20, Optional.empty())));
    }

    /** What the nearest of the policy's examples says. */
    public static Assessed likened(Policy policy, String category) {
        return new Assessed("embedded-policies", Optional.of(policy), "model",
            Verdict.likened(Optional.of(category), "like another"), Effort.NONE);
    }

    public static Assessed partial(Assessed assessed) {
        return assessed.with(assessed.verdict().asPartial());
    }

    public static Assessed judged(Policy policy, String... categories) {
        return new Assessed("safeguard", Optional.of(policy), "model", new Verdict(List.of(), Arrays.asList(categories),
            List.of(), Optional.empty(), Optional.of("because"), Optional.empty(), false, false),
            Effort.NONE);
    }

    public static Unavailable unavailable(String guard) {
        return new Unavailable(guard, Optional.empty(), "model", Cause.TIMED_OUT, "", Effort.NONE);
    }

    public static Unavailable unavailable(Policy policy) {
        return new Unavailable("safeguard", Optional.of(policy), "model", Cause.TIMED_OUT, "", Effort.NONE);
    }
}
