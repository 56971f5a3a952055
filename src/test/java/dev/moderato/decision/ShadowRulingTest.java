package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Reason;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Cause;
import dev.moderato.guard.Verdict;
import dev.moderato.policy.BooksForTests;
import dev.moderato.policy.Keep;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShadowRulingTest {

    private static final Policy IN_FORCE = BooksForTests.policy("insults", "consult: always");
    private static final Policy TRIAL = BooksForTests.policy("trial", "consult: always", "mode: shadow");
    private static final Policy NEXT = BooksForTests.policy("insults.next", "consult: always", "effort: high");

    @Test
    void aPolicyInShadowSaysWhatWouldHaveFollowed() {
        assertEquals(List.of(shadow(TRIAL, Outcome.BLOCK, "A")), shadows(says(IN_FORCE), says(TRIAL, "A")));
        assertEquals(List.of(shadow(TRIAL, Outcome.ALLOW)), shadows(says(IN_FORCE), says(TRIAL)));
    }

    @Test
    void whatIsInForceCountsBesideIt() {
        assertEquals(List.of(shadow(TRIAL, Outcome.REVIEW)), shadows(says(IN_FORCE, "B"), says(TRIAL)));
    }

    @Test
    void aNextRevisionTakesThePlaceOfTheOneInForce() {
        assertEquals(List.of(shadow(NEXT, Outcome.ALLOW)), shadows(says(IN_FORCE, "A"), says(NEXT)));
        assertEquals(List.of(shadow(NEXT, Outcome.REVIEW, "B")), shadows(says(IN_FORCE, "A"), says(NEXT, "B")));
    }

    @Test
    void twoInShadowAreEachRuledAlone() {
        assertEquals(List.of(shadow(TRIAL, Outcome.BLOCK, "A"), shadow(NEXT, Outcome.REVIEW, "B")),
            shadows(says(IN_FORCE), says(TRIAL, "A"), says(NEXT, "B")));
    }

    @Test
    void oneThatNobodyCouldAnswerForHasNoOutcome() {
        assertEquals(List.of(new ShadowRuling("trial", TRIAL.revision(), Optional.empty(), List.of())),
            shadows(says(IN_FORCE), new Unavailable("safeguard", Optional.of(TRIAL), "m", Cause.TIMED_OUT, "",
                Effort.NONE)));
    }

    @Test
    void oneThatWasNotAskedIsNotThere() {
        assertEquals(List.of(), shadows(says(IN_FORCE, "A"),
            new Skipped("safeguard", Optional.of(TRIAL), Reason.NOTHING_FLAGGED)));
    }

    private static List<ShadowRuling> shadows(Assessment... said) {
        var shipped = BooksForTests.shipped();
        return ShadowRuling.of(List.of(said), new PolicyBook("test", "sha256:0", "sha256:1", Keep.FULL, List.of(),
            Optional.empty(), shipped.hazards(), List.of(IN_FORCE, NEXT, TRIAL), List.of()));
    }

    private static ShadowRuling shadow(Policy policy, Outcome outcome, String... categories) {
        return new ShadowRuling(policy.id(), policy.revision(), Optional.of(outcome), List.of(categories));
    }

    private static Assessment says(Policy policy, String... categories) {
        return new Assessed("safeguard", Optional.of(policy), "model", new Verdict(List.of(), List.of(categories),
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false, false), Effort.NONE);
    }
}
