package dev.moderato.guard;

import static dev.moderato.guard.AssessmentsForTests.safe;
import static dev.moderato.guard.AssessmentsForTests.score;
import static dev.moderato.guard.AssessmentsForTests.scored;
import static dev.moderato.guard.AssessmentsForTests.unavailable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Reason;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Part.Image;
import dev.moderato.guard.Part.Text;
import dev.moderato.policy.BooksForTests;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Keep;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PanelTest {

    private static final Policy ALWAYS = BooksForTests.policy("insults", "consult: always");
    private static final Policy SECOND = BooksForTests.policy("second", "consult: flagged");
    private static final Policy STAND_IN =
        BooksForTests.policy("stand-in", "consult: stand-in", "stands-in-for: llama-guard");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Guard> embedded =
        List.of(fake(safe("embedded-hazards")), fake(safe("embedded-attack")), byExamples());

    @Test
    void firstTheGuardsAndThePoliciesThatAreAlwaysAsked() {
        var said = consult(Exchange.of("hello"), fake(safe("llama-guard")), fake(safe("prompt-guard")), reader());

        assertEquals(List.of("llama-guard", "prompt-guard", "insults"), asked);
        assertEquals(Reason.NOTHING_FLAGGED, skipped(said, "second").reason());
        assertEquals(Reason.NOT_NEEDED, skipped(said, "stand-in").reason());
    }

    @Test
    void whatAPolicyInShadowFindsCallsNoSecondOpinion() {
        var shadow = BooksForTests.policy("trial", "consult: always", "mode: shadow");
        var finds = new FakeGuard("safeguard", true, question -> {
            asked.add(question.policy().orElseThrow().id());
            return new Assessed("safeguard", question.policy(), "model", new Verdict(List.of(), List.of("B"), List.of(),
                Optional.empty(), Optional.empty(), Optional.empty(), false, false), Effort.NONE);
        });

        consult(Exchange.of("x"), book(List.of(shadow, SECOND)), List.of(), fake(safe("llama-guard")),
            fake(safe("prompt-guard")), finds);

        assertEquals(List.of("llama-guard", "prompt-guard", "trial"), asked);
    }

    @Test
    void aSecondOpinionIsAskedWhenItsHazardIsFlagged() {
        consult(Exchange.of("x"), fake(scored("llama-guard", score("S2", 0.9))), fake(safe("prompt-guard")), reader());

        assertEquals(List.of("llama-guard", "prompt-guard", "insults", "second"), asked);
    }

    @Test
    void aScoreUnderTheThresholdFlagsNothing() {
        consult(Exchange.of("x"), fake(scored("llama-guard", score("S2", 0.1))), fake(safe("prompt-guard")), reader());

        assertEquals(List.of("llama-guard", "prompt-guard", "insults"), asked);
    }

    @Test
    void aStandInIsAskedWhenItsGuardCanNotAnswer() {
        consult(Exchange.of("x"), fake(unavailable("llama-guard")), fake(safe("prompt-guard")), reader());

        assertEquals(List.of("llama-guard", "prompt-guard", "insults", "stand-in"), asked);
    }

    @Test
    void aStandInIsAskedWhenItsGuardCouldNotLookAtAll() {
        consult(Exchange.of("x"), fake(AssessmentsForTests.partial(safe("llama-guard"))), fake(safe("prompt-guard")),
            reader());

        assertEquals(List.of("llama-guard", "prompt-guard", "insults", "stand-in"), asked);
    }

    @Test
    void aStandInForAGuardWithoutAHostIsAskedInTheFirstRound() {
        var said = consult(Exchange.of("x"), fake(safe("prompt-guard")), reader());

        assertEquals(List.of("prompt-guard", "insults", "stand-in"), asked);
        assertTrue(said.stream().anyMatch(a -> a instanceof Skipped s && s.guard().equals("llama-guard")
            && s.reason() == Reason.NOT_CONFIGURED));
    }

    @Test
    void aGuardWithoutAHostAndWithoutAStandInIsUnavailable() {
        var said = consult(Exchange.of("x"));

        var missing = said.stream().filter(Unavailable.class::isInstance).map(Unavailable.class::cast)
            .collect(Collectors.toMap(u -> u.policy().map(Policy::id).orElse(u.guard()), Unavailable::cause));
        assertEquals(Map.of("llama-guard", Cause.NOT_CONFIGURED, "prompt-guard", Cause.NOT_CONFIGURED,
            "insults", Cause.NOT_CONFIGURED, "stand-in", Cause.NOT_CONFIGURED), missing);
    }

    @Test
    void withoutAnyHostTheEmbeddedGuardsAnswerAndNothingIsMissed() {
        var said = consult(Exchange.of("x"), embedded);

        assertEquals(List.of("embedded-hazards", "embedded-attack", "embedded-policies: insults"), asked);
        assertEquals(Reason.NOTHING_FLAGGED, skipped(said, "second").reason());
        assertEquals(Reason.NOT_NEEDED, skipped(said, "stand-in").reason());
        assertTrue(said.stream().noneMatch(Unavailable.class::isInstance));
    }

    @Test
    void whatAnEmbeddedGuardFlagsIsLikenedToTheExamplesOfASecondOpinion() {
        consult(Exchange.of("x"), List.of(
            fake(scored("embedded-hazards", AssessmentsForTests.fitted("S2", 0.3, Outcome.REVIEW)))),
            fake(safe("prompt-guard")), reader());

        assertEquals(List.of("prompt-guard", "insults", "stand-in"), asked, "the policy stands in, and it is read");

        asked.clear();
        consult(Exchange.of("x"), List.of(
            fake(scored("embedded-hazards", AssessmentsForTests.fitted("S2", 0.3, Outcome.REVIEW))), byExamples()),
            fake(safe("prompt-guard")));

        assertEquals(List.of("embedded-hazards", "prompt-guard", "embedded-policies: insults",
            "embedded-policies: second"), asked);
    }

    @Test
    void anEmbeddedGuardIsAskedWhenItsGuardCanNotAnswerAndNoPolicyCould() {
        var said = consult(Exchange.of("x"), embedded, fake(unavailable("llama-guard")), fake(safe("prompt-guard")));

        assertEquals(List.of("llama-guard", "prompt-guard", "embedded-policies: insults", "embedded-hazards"), asked);
        assertTrue(said.stream().anyMatch(Unavailable.class::isInstance), "an outage shows");
    }

    @Test
    void anEmbeddedGuardIsNotAskedWhereAPolicyAnsweredInTheGuardsPlace() {
        consult(Exchange.of("x"), embedded, fake(unavailable("llama-guard")), fake(safe("prompt-guard")), reader());

        assertEquals(List.of("llama-guard", "prompt-guard", "insults", "stand-in"), asked);
    }

    @Test
    void aPolicyThatCouldNotBeReadIsJudgedByItsExamples() {
        consult(Exchange.of("x"), embedded, fake(safe("llama-guard")), fake(safe("prompt-guard")),
            new FakeGuard("safeguard", true, question -> unavailable(question.policy().orElseThrow())));

        assertEquals(List.of("llama-guard", "prompt-guard", "embedded-policies: insults"), asked);
    }

    @Test
    void examplesDoNotAnswerInAGuardsPlace() {
        consult(Exchange.of("x"), embedded, fake(unavailable("llama-guard")), fake(safe("prompt-guard")),
            new FakeGuard("safeguard", true, question -> unavailable(question.policy().orElseThrow())));

        assertEquals(List.of("llama-guard", "prompt-guard", "embedded-hazards", "embedded-policies: insults"), asked);
    }

    @Test
    void aGuardForInputsIsNotAskedAboutAModelsReply() {
        var reply = new Exchange(Content.of("sure"), Direction.OUTPUT, List.of());

        var said = consult(reply, fake(safe("llama-guard")), fake(safe("prompt-guard")), reader());

        assertEquals(List.of("llama-guard", "insults"), asked);
        assertTrue(said.contains(new Skipped("prompt-guard", Optional.empty(), Reason.OTHER_DIRECTION)));
    }

    @Test
    void aPromptAttackCountsForTheHazardThatTheBookNames() {
        var said = consult(Exchange.of("x"), fake(safe("llama-guard")), fake(scored("prompt-guard",
            new Score("prompt-attack", Optional.empty(), 0.9))), reader());

        var attack = said.stream().filter(a -> a.guard().equals("prompt-guard")).findFirst().orElseThrow();
        assertEquals(Optional.of(Hazard.S14), ((Assessed) attack).verdict().scores().get(0).hazard());
    }

    @Test
    void aStandInThatSeesNoImagesHasNotSeenAll() {
        var withImage = new Exchange(new Content(List.of(new Text("look"), new Image("image/png", "AAAA"))),
            Direction.INPUT, List.of());

        var said = consult(withImage, fake(unavailable("llama-guard")), fake(safe("prompt-guard")), reader());

        var standIn = said.stream().filter(a -> a.policy().equals(Optional.of(STAND_IN))).findFirst().orElseThrow();
        assertTrue(((Assessed) standIn).verdict().partial());
    }

    private List<Assessment> consult(Exchange exchange, Guard... guards) {
        return consult(exchange, List.of(), guards);
    }

    private List<Assessment> consult(Exchange exchange, List<Guard> local, Guard... guards) {
        return consult(exchange, book(List.of(ALWAYS, SECOND, STAND_IN)), local, guards);
    }

    private List<Assessment> consult(Exchange exchange, PolicyBook book, List<Guard> local, Guard... guards) {
        var byName = new HashMap<String, Guard>();
        Arrays.stream(guards).forEach(guard -> byName.put(guard.name(), guard));
        return new Panel(new Guards(byName, local)).consult(exchange, book, Duration.ofSeconds(5), Trace.NONE).await()
            .atMost(Duration.ofSeconds(5));
    }

    private static Skipped skipped(List<Assessment> said, String policy) {
        return said.stream().filter(a -> a instanceof Skipped && a.policy().map(Policy::id).filter(policy::equals)
            .isPresent()).map(Skipped.class::cast).findFirst().orElseThrow();
    }

    private static PolicyBook book(List<Policy> policies) {
        var shipped = BooksForTests.shipped();
        return new PolicyBook("test", "sha256:0", "sha256:1", Keep.FULL, shipped.screenings(),
            shipped.policyStandIn(), shipped.hazards(), policies, List.of());
    }

    /** A guard that always says the same. */
    private Guard fake(Assessment says) {
        return new FakeGuard(says.guard(), false, question -> {
            asked.add(says.guard());
            return says;
        });
    }

    /** A guard that finds nothing in any policy. */
    private Guard reader() {
        return new FakeGuard("safeguard", true, question -> {
            asked.add(question.policy().orElseThrow().id());
            return new Assessed("safeguard", question.policy(), "model", Verdict.scored(List.of()), Effort.NONE);
        });
    }

    /** A guard in the process that finds a text like none of a policy's violating examples. */
    private Guard byExamples() {
        return new FakeGuard("embedded-policies", true, question -> {
            asked.add("embedded-policies: " + question.policy().orElseThrow().id());
            return new Assessed("embedded-policies", question.policy(), "model",
                Verdict.likened(Optional.empty(), "like nothing"), Effort.NONE);
        });
    }

    private record FakeGuard(String name, boolean readsPolicies,
                             Function<Question, Assessment> answers) implements Guard {

        @Override
        public boolean seesImages() {
            return false;
        }

        @Override
        public Uni<Assessment> assess(Question question, Duration patience) {
            return Uni.createFrom().item(() -> answers.apply(question));
        }
    }
}
