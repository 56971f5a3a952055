package dev.moderato.decision;

import static dev.moderato.guard.AssessmentsForTests.attack;
import static dev.moderato.guard.AssessmentsForTests.fitted;
import static dev.moderato.guard.AssessmentsForTests.judged;
import static dev.moderato.guard.AssessmentsForTests.likened;
import static dev.moderato.guard.AssessmentsForTests.partial;
import static dev.moderato.guard.AssessmentsForTests.safe;
import static dev.moderato.guard.AssessmentsForTests.score;
import static dev.moderato.guard.AssessmentsForTests.scored;
import static dev.moderato.guard.AssessmentsForTests.unavailable;
import static dev.moderato.policy.BooksForTests.policy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Reason;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Keep;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.Screening;
import dev.moderato.policy.Screening.Attack;
import dev.moderato.policy.Thresholds;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulingTest {

    private static final Policy ALWAYS = policy("insults", "consult: always");
    private static final Policy SHADOW = policy("trial", "consult: always", "mode: shadow");
    private static final Policy STAND_IN = policy("s1-s14", "consult: stand-in", "stands-in-for: llama-guard");
    private static final PolicyBook BOOK = book();

    @Test
    void whatNobodyObjectsToIsAllowed() {
        var ruling = on(safe("llama-guard"), scored("prompt-guard", attack(0.01)), judged(ALWAYS));

        assertEquals(Outcome.ALLOW, ruling.outcome());
        assertEquals(List.of(), ruling.findings());
        assertEquals("Nothing found", ruling.rationale());
        assertFalse(ruling.degraded());
    }

    @Test
    void silenceIsNotConsent() {
        var ruling = on(unavailable("llama-guard"), scored("prompt-guard", attack(0.01)));

        assertEquals(Outcome.REVIEW, ruling.outcome());
        assertTrue(ruling.degraded());
        assertEquals("Nobody could answer for llama-guard, where the profile says review", ruling.rationale());
    }

    @Test
    void nobodyAskedIsSilenceToo() {
        assertEquals(Outcome.REVIEW, on().outcome());
        assertTrue(on().degraded());
    }

    @Test
    void aScoreCountsFromItsThresholdOn() {
        assertEquals(Outcome.ALLOW, withScore("S1", 0.49).outcome());
        assertEquals(Outcome.REVIEW, withScore("S1", 0.5).outcome());
        assertEquals(Outcome.REVIEW, withScore("S1", 0.79).outcome());
        assertEquals(Outcome.BLOCK, withScore("S1", 0.8).outcome());
    }

    @Test
    void aFindingNamesItsHazardItsScoreAndWhoSaysSo() {
        var finding = withScore("S9", 0.97).findings().get(0);

        assertEquals("hazards", finding.policy());
        assertEquals("S9", finding.category());
        assertEquals(Optional.of(Hazard.S9), finding.hazard());
        assertEquals(Optional.of(0.97), finding.score());
        assertEquals(List.of("llama-guard"), finding.guards());
        assertEquals("Indiscriminate Weapons at 0.97 by llama-guard", finding.rationale());
    }

    @Test
    void aPromptAttackCountsByItsOwnThresholds() {
        assertEquals(Outcome.REVIEW, on(safe("llama-guard"), scored("prompt-guard", attack(0.6))).outcome());
        assertEquals(Outcome.BLOCK, on(safe("llama-guard"), scored("prompt-guard", attack(0.9))).outcome());
        assertEquals(List.of(Hazard.S14),
            on(safe("llama-guard"), scored("prompt-guard", attack(0.9))).hazards());
    }

    @Test
    void aCodeThatDoesNotExistStaysUnsafe() {
        var ruling = withScore("S99", 1);

        assertEquals(Outcome.REVIEW, ruling.outcome());
        assertEquals(Optional.empty(), ruling.findings().get(0).hazard());
        assertEquals(List.of(), ruling.hazards());
    }

    @Test
    void whereTwoMustAgreeOneGivesAReview() {
        assertEquals(Outcome.REVIEW, withScore("S2", 0.99).outcome());
    }

    @Test
    void aSecondOpinionOfAPolicyIsAgreement() {
        var ruling = on(scored("llama-guard", score("S2", 0.99)), scored("prompt-guard", attack(0)),
            judged(ALWAYS, "B"));

        assertEquals(Outcome.BLOCK, ruling.outcome());
    }

    @Test
    void aPolicysCategorySaysWhatFollows() {
        var ruling = on(safe("llama-guard"), scored("prompt-guard", attack(0)), judged(ALWAYS, "A", "B"));

        assertEquals(Outcome.BLOCK, ruling.outcome());
        assertEquals(List.of("A", "B"), ruling.findings().stream().map(Finding::category).toList());
        assertEquals(List.of(Hazard.S1, Hazard.S2), ruling.hazards());
        assertEquals("block for S1 by insults: because. review for S2 by insults: because", ruling.rationale());
    }

    @Test
    void aPolicyInShadowIsRecordedAndChangesNothing() {
        var ruling = on(safe("llama-guard"), scored("prompt-guard", attack(0)), judged(SHADOW, "A"));

        assertEquals(Outcome.ALLOW, ruling.outcome());
        assertTrue(ruling.findings().get(0).shadow());
        assertEquals(List.of(), ruling.hazards());
        assertFalse(on(safe("llama-guard"), scored("prompt-guard", attack(0)), unavailable(SHADOW)).degraded());
    }

    @Test
    void aPolicyThatNobodyCouldReadFollowsItsOwnRule() {
        var blocking = policy("strict", "consult: always", "on-unavailable: block");

        assertEquals(Outcome.BLOCK,
            on(safe("llama-guard"), scored("prompt-guard", attack(0)), unavailable(blocking)).outcome());
    }

    @Test
    void aStandInAnswersForTheGuardThatIsAway() {
        var ruling = on(unavailable("llama-guard"), scored("prompt-guard", attack(0)), judged(STAND_IN));

        assertEquals(Outcome.ALLOW, ruling.outcome());
        assertTrue(ruling.degraded());
    }

    @Test
    void aStandInByConfigurationIsNoOutage() {
        var ruling = on(new Skipped("llama-guard", Optional.empty(), Reason.NOT_CONFIGURED),
            scored("prompt-guard", attack(0)), judged(STAND_IN));

        assertEquals(Outcome.ALLOW, ruling.outcome());
        assertFalse(ruling.degraded());
    }

    @Test
    void aStandInThatIsAwayTooLeavesSilence() {
        var ruling = on(new Skipped("llama-guard", Optional.empty(), Reason.NOT_CONFIGURED),
            scored("prompt-guard", attack(0)), unavailable(STAND_IN));

        assertEquals(Outcome.REVIEW, ruling.outcome());
        assertTrue(ruling.degraded());
    }

    @Test
    void anEmbeddedStandInAnswersForTheGuardThatIsAway() {
        var ruling = on(unavailable("llama-guard"), scored("prompt-guard", attack(0)), safe("embedded-hazards"));

        assertEquals(Outcome.ALLOW, ruling.outcome());
        assertTrue(ruling.degraded());
    }

    @Test
    void aGuardThatKnowsItsOperatingPointsIsRuledByThem() {
        var ruling = on(scored("llama-guard", fitted("S1", 0.3, Outcome.BLOCK), fitted("S3", 0.9, Outcome.ALLOW)),
            scored("prompt-guard", attack(0)));

        assertEquals(Outcome.BLOCK, ruling.outcome());
        assertEquals(List.of(Hazard.S1), ruling.hazards());
        assertEquals("Violent Crimes at 0.30 by llama-guard, most in the 20 characters from 7",
            ruling.findings().get(0).rationale());
    }

    @Test
    void whatTheBookSaysOfAGuardGoesBeforeItsOwnOperatingPoints() {
        assertEquals(Outcome.ALLOW, on(safe("llama-guard"), scored("prompt-guard", fitted("S14", 0.4, Outcome.BLOCK)))
            .outcome());
    }

    @Test
    void whereTwoMustAgreeAGuardsOwnOperatingPointIsOne() {
        assertEquals(Outcome.REVIEW, on(scored("llama-guard", fitted("S2", 0.99, Outcome.BLOCK)),
            scored("prompt-guard", attack(0))).outcome());
    }

    @Test
    void likenessToAnExampleIsReasonForAReviewAndNeverToBlock() {
        var ruling = on(safe("llama-guard"), scored("prompt-guard", attack(0)), unavailable(ALWAYS),
            likened(ALWAYS, "A"));

        assertEquals(Outcome.REVIEW, ruling.outcome());
        assertEquals("review for S1 by insults: like another", ruling.rationale());
    }

    @Test
    void likenessToAnExampleIsNoAgreement() {
        assertEquals(Outcome.REVIEW, on(scored("llama-guard", score("S2", 0.99)), scored("prompt-guard", attack(0)),
            likened(ALWAYS, "B")).outcome());
    }

    @Test
    void likenessToAnExampleIsNoAnswerInAGuardsPlace() {
        assertEquals("Nobody could answer for llama-guard, where the profile says review",
            on(unavailable("llama-guard"), scored("prompt-guard", attack(0)),
                likened(policy("second", "consult: flagged", "stands-in-for: llama-guard"), "none")).rationale());
    }

    @Test
    void aStandInThatSawNotEverythingLeavesSilence() {
        assertEquals(Outcome.REVIEW, on(unavailable("llama-guard"), scored("prompt-guard", attack(0)),
            partial(judged(STAND_IN))).outcome());
    }

    @Test
    void aGuardThatSawNotEverythingHasNotAnswered() {
        var ruling = on(safe("llama-guard"), partial(scored("prompt-guard", attack(0))));

        assertEquals(Outcome.REVIEW, ruling.outcome());
        assertTrue(ruling.degraded());
    }

    @Test
    void aGuardForTheOtherDirectionIsNotMissed() {
        var ruling = on(safe("llama-guard"), new Skipped("prompt-guard", Optional.empty(), Reason.OTHER_DIRECTION));

        assertEquals(Outcome.ALLOW, ruling.outcome());
        assertFalse(ruling.degraded());
    }

    private static Ruling withScore(String code, double value) {
        return on(scored("llama-guard", score(code, value)), scored("prompt-guard", attack(0)));
    }

    private static Ruling on(Assessment... assessments) {
        return Ruling.on(Arrays.asList(assessments), BOOK);
    }

    private static PolicyBook book() {
        var hazards = new EnumMap<Hazard, Thresholds>(Hazard.class);
        for (var hazard : Hazard.values()) {
            hazards.put(hazard, new Thresholds(0.5, 0.8, hazard == Hazard.S2 ? 2 : 1));
        }
        var both = Set.of(Direction.values());
        return new PolicyBook("test", "sha256:0", "sha256:1", Keep.FULL, List.of(
            new Screening("llama-guard", Optional.empty(), both, Optional.of("embedded-hazards"), Outcome.REVIEW),
            new Screening("prompt-guard", Optional.of(new Attack(Hazard.S14, new Thresholds(0.5, 0.9, 1))), both,
                Optional.empty(), Outcome.REVIEW)), Optional.of("embedded-policies"), hazards,
            List.of(ALWAYS, SHADOW, STAND_IN), List.of());
    }
}
