package dev.moderato.decision.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.decision.Decision;
import dev.moderato.decision.Finding;
import dev.moderato.decision.Ruling;
import dev.moderato.decision.replay.ReplayReport.ByCategory;
import dev.moderato.decision.replay.ReplayReport.ByHazard;
import dev.moderato.decision.replay.ReplayReport.Counts;
import dev.moderato.decision.replay.ReplayReport.Degraded;
import dev.moderato.decision.replay.ReplayReport.Flip;
import dev.moderato.decision.replay.ReplayReport.Flips;
import dev.moderato.decision.replay.ReplayReport.Transition;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a report says of kept decisions and the rulings of now. */
class TallyTest {

    private static final String IN_FORCE = "sha256:now";

    private final Tally tally = new Tally(IN_FORCE);

    @Test
    void whatIsBlockedNowAndWasNotIsNewlyBlockedAndSaysWhy() {
        compare("a", false, List.of(), false, spam(Outcome.BLOCK));

        assertEquals(new Flips(1, List.of(new Flip("a", Outcome.ALLOW, Outcome.BLOCK, "why"))),
            report().newlyBlocked());
        assertEquals(List.of(new Transition(Outcome.ALLOW, Outcome.BLOCK, 1)), report().outcomes());
        assertEquals(0, report().unchanged());
    }

    @Test
    void whatIsNoLongerBlockedIsNewlyReviewedOrNewlyAllowed() {
        compare("a", false, List.of(spam(Outcome.BLOCK)), false, spam(Outcome.REVIEW));
        compare("b", false, List.of(spam(Outcome.BLOCK)), false);

        assertEquals(0, report().newlyBlocked().count());
        assertEquals(List.of("a"), report().newlyReviewed().examples().stream().map(Flip::id).toList());
        assertEquals(List.of("b"), report().newlyAllowed().examples().stream().map(Flip::id).toList());
    }

    @Test
    void aGuardThatIsAwayNowMakesNoFlip() {
        compare("a", false, List.of(spam(Outcome.BLOCK)), true);
        compare("b", false, List.of(), true, spam(Outcome.BLOCK));

        assertEquals(new Degraded(2, 0, List.of("a", "b")), report().degraded());
        assertEquals(2, report().judged());
        assertEquals(0, report().compared());
        assertEquals(List.of(), report().outcomes());
        assertEquals(List.of(), report().hazards());
        assertEquals(List.of("For 2 decisions a guard was away now: no verdict, so not counted as flips."),
            report().notes());
    }

    @Test
    void aGuardThatWasAwayThenLeavesNothingToCompareWith() {
        compare("a", true, List.of(spam(Outcome.REVIEW)), false);

        assertEquals(new Degraded(0, 1, List.of("a")), report().degraded());
        assertEquals(0, report().newlyAllowed().count());
    }

    @Test
    void flipsAreCountedByTheHazardsAndCategoriesThatDiffer() {
        compare("a", false, List.of(finding("hazards", "S9", Hazard.S9, Outcome.REVIEW)), false,
            finding("hazards", "S9", Hazard.S9, Outcome.REVIEW), spam(Outcome.BLOCK),
            finding("harassment", "HR1", Hazard.S1, Outcome.REVIEW));
        compare("b", false, List.of(spam(Outcome.REVIEW)), false);

        assertEquals(List.of(new ByHazard("S1", new Counts(1, 0, 0, 0), List.of("a")),
            new ByHazard("S2", new Counts(1, 0, 1, 0), List.of("a", "b"))), report().hazards());
        assertEquals(List.of(new ByCategory("harassment", "HR1", "S1", new Counts(1, 0, 0, 0), List.of("a")),
            new ByCategory("spam", "SP1", "S2", new Counts(1, 0, 1, 0), List.of("a", "b"))), report().categories());
    }

    @Test
    void theSameOutcomeForOtherReasonsIsUnchangedAndTold() {
        compare("a", false, List.of(finding("spam", "SP2", Hazard.S2, Outcome.BLOCK)), false, spam(Outcome.BLOCK));

        assertEquals(1, report().unchanged());
        assertEquals(List.of(new ByHazard("S2", new Counts(0, 0, 0, 1), List.of("a"))), report().hazards());
    }

    @Test
    void anotherScoreOrRevisionIsNoDifference() {
        var before = new Finding("hazards", "sha256:1", "S9", Optional.of(Hazard.S9), Outcome.BLOCK,
            Optional.of(0.97), List.of("llama-guard"), Optional.empty(), "why", false);
        compare("a", false, List.of(before), false, finding("hazards", "S9", Hazard.S9, Outcome.BLOCK));

        assertEquals(1, report().unchanged());
        assertEquals(List.of(), report().categories());
    }

    @Test
    void whatShadowPoliciesFindDoesNotCount() {
        compare("a", false, List.of(new Finding("spam", "sha256:1", "SP1", Optional.of(Hazard.S2), Outcome.BLOCK,
            Optional.empty(), List.of("safeguard"), Optional.empty(), "why", true)), false);

        assertEquals(1, report().unchanged());
        assertEquals(List.of(), report().categories());
    }

    @Test
    void aFindingWithoutAHazardIsCountedAsUnknown() {
        compare("a", false, List.of(), false, new Finding("hazards", "sha256:1", "S99", Optional.empty(),
            Outcome.REVIEW, Optional.empty(), List.of("llama-guard"), Optional.empty(), "why", false));

        assertEquals(List.of("unknown"), report().hazards().stream().map(ByHazard::hazard).toList());
    }

    @Test
    void ofManyThereAreFiveExamplesAndFlipsGoFirst() {
        IntStream.range(0, 9).forEach(i -> compare("same-" + i, false,
            List.of(finding("spam", "SP2", Hazard.S2, Outcome.BLOCK)), false, spam(Outcome.BLOCK)));
        IntStream.range(0, 3).forEach(i -> compare("flip-" + i, false, List.of(), false, spam(Outcome.BLOCK)));

        assertEquals(List.of("flip-0", "flip-1", "flip-2", "same-0", "same-1"), report().hazards().get(0).examples());
        assertEquals(3, report().newlyBlocked().count());
    }

    @Test
    void whereThereIsNoContentTheReportSaysSo() {
        tally.addDigestOnly();
        compare("a", false, List.of(), false);

        assertEquals(2, tally.done());
        assertEquals(1, report().judged());
        assertEquals(1, report().digestOnly());
        assertEquals(List.of("1 decisions are kept without their content: there is nothing to judge again."), report().notes());
    }

    @Test
    void decisionsOfAnotherRevisionAreToldSinceTheyMayFlipForOtherReasons() {
        tally.add(Comparison.of(decision("a", false, List.of(), "sha256:before"), ruling(false), IN_FORCE));

        assertEquals(1, report().otherRevision());
        assertEquals(1, report().notes().size());
    }

    private void compare(String id, boolean degradedBefore, List<Finding> before, boolean degradedNow, Finding... now) {
        tally.add(Comparison.of(decision(id, degradedBefore, before, IN_FORCE), ruling(degradedNow, now), IN_FORCE));
    }

    private static Ruling ruling(boolean degraded, Finding... findings) {
        return new Ruling(outcome(Arrays.asList(findings)), Arrays.asList(findings), degraded, "why");
    }

    private static Decision decision(String id, boolean degraded, List<Finding> findings, String revision) {
        return new Decision("t", id, outcome(findings), List.of(), "then", findings, List.of(), List.of(), degraded,
            Direction.INPUT, "default", revision, Optional.of("sha256:d"), Optional.empty(), Optional.empty(), "sha256:g", Instant.EPOCH);
    }

    private static Outcome outcome(List<Finding> findings) {
        return findings.stream().filter(finding -> !finding.shadow()).map(Finding::outcome)
            .reduce(Outcome.ALLOW, Outcome::or);
    }

    private static Finding spam(Outcome outcome) {
        return finding("spam", "SP1", Hazard.S2, outcome);
    }

    private static Finding finding(String policy, String category, Hazard hazard, Outcome outcome) {
        return new Finding(policy, "sha256:2", category, Optional.of(hazard), outcome, Optional.empty(),
            List.of("safeguard"), Optional.empty(), "why", false);
    }

    private ReplayReport report() {
        return tally.report();
    }
}
