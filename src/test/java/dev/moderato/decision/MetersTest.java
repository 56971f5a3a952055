package dev.moderato.decision;

import static dev.moderato.guard.AssessmentsForTests.partial;
import static dev.moderato.guard.AssessmentsForTests.safe;
import static dev.moderato.guard.AssessmentsForTests.unavailable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Reason;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.guard.GuardSettings;
import dev.moderato.guard.Usage;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final DecisionMeters decisions = new DecisionMeters(meters, new Moderator.Settings() {
        @Override
        public Duration deadline() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration reuse() {
            return Duration.ZERO;
        }
    });

    @Test
    void aNewDecisionCountsByDoorAndOutcomeAndARepeatByItself() {
        decided(Outcome.BLOCK, true, finding(Outcome.BLOCK, false, "llama-guard"));
        decided(Outcome.BLOCK, false, finding(Outcome.BLOCK, false, "llama-guard"));

        assertEquals(1, count("moderato.submissions", "door", "kafka", "profile", "default", "outcome", "block"));
        assertEquals(1, count("moderato.submissions.repeated", "door", "kafka"));
        assertEquals(1, meters.get("moderato.submission").tag("door", "kafka").timer().count());
        assertEquals(0, meters.get("moderato.submission").tag("door", "http").timer().count());
    }

    @Test
    void aFindingCountsForEachGuardThatAgreesAndShadowsAreToldApart() {
        decided(Outcome.BLOCK, true, finding(Outcome.BLOCK, false, "llama-guard", "safeguard"),
            finding(Outcome.BLOCK, true, "safeguard"));

        assertEquals(1, finding("llama-guard", "false"));
        assertEquals(1, finding("safeguard", "false"));
        assertEquals(1, finding("safeguard", "true"));
    }

    @Test
    void onUnavailableCountsOnlyWhereItMadeTheOutcome() {
        decided(Outcome.REVIEW, true, finding(Outcome.BLOCK, true, "safeguard"));
        decided(Outcome.REVIEW, true, finding(Outcome.REVIEW, false, "llama-guard"));
        decided(Outcome.ALLOW, true);

        assertEquals(1, count("moderato.decisions.on.unavailable", "profile", "default", "outcome", "review"));
        assertEquals(3, count("moderato.decisions.degraded", "profile", "default"));
    }

    @Test
    void aGuardsAnswersCountByWhetherTheyAreWholeAndItsSilenceByTheCause() {
        assessments().count(List.of(safe("llama-guard"), partial(safe("llama-guard")), unavailable("llama-guard"),
            new Skipped("llama-guard", Optional.empty(), Reason.OTHER_DIRECTION)));

        assertEquals(1, calls("assessed", "none"));
        assertEquals(1, calls("partial", "none"));
        assertEquals(1, calls("unavailable", "timed_out"));
        assertEquals(3, meters.find("moderato.guard.calls").counters().stream().mapToDouble(each -> each.count()).sum());
    }

    @Test
    void onlyAGuardThatWasAskedHasATime() {
        assessments().count(List.of(unavailable("nowhere"), took("llama-guard", new Effort(120, 3, Usage.NONE))));

        assertNull(meters.find("moderato.guard.call").tag("guard", "nowhere").timer());
        assertEquals(0.12, meters.get("moderato.guard.call").tag("guard", "llama-guard").timer()
            .totalTime(TimeUnit.SECONDS), 1e-9);
        assertEquals(3, count("moderato.guard.attempts", "guard", "llama-guard"));
    }

    @Test
    void tokensCostWhatIsConfiguredAndCachedOnesTheirOwnPrice() {
        assessments("safeguard.price-in", "0.075", "safeguard.price-cached", "0.037", "safeguard.price-out", "0.30")
            .count(List.of(took("safeguard", new Effort(1, 1, new Usage(3_000_000, 1_000_000, 2_000_000)))));

        assertEquals(2_000_000, count("moderato.guard.tokens", "guard", "safeguard", "kind", "input"));
        assertEquals(1_000_000, count("moderato.guard.tokens", "guard", "safeguard", "kind", "cached"));
        assertEquals(2 * 0.075 + 0.037 + 2 * 0.30, count("moderato.guard.cost.usd", "guard", "safeguard"), 1e-9);
    }

    @Test
    void aGuardWithoutAPriceHasNoCost() {
        assessments("safeguard.model", "m").count(List.of(
            took("safeguard", new Effort(1, 1, new Usage(10, 0, 1))),
            took("embedded-hazards", new Effort(1, 1, new Usage(10, 0, 1)))));

        assertEquals(List.of(), List.copyOf(meters.find("moderato.guard.cost.usd").counters()));
    }

    private AssessmentMeters assessments(String... guards) {
        var properties = new HashMap<String, String>();
        for (var i = 0; i < guards.length; i += 2) {
            properties.put("moderato.guards." + guards[i], guards[i + 1]);
        }
        return new AssessmentMeters(meters, new Prices(new SmallRyeConfigBuilder().withMapping(GuardSettings.class)
            .withConverter(Duration.class, 100, new DurationConverter())
            .withSources(new PropertiesConfigSource(properties, "test", 1)).build()
            .getConfigMapping(GuardSettings.class)));
    }

    private static Assessment took(String guard, Effort effort) {
        var safe = safe(guard);
        return new Assessed(guard, safe.policy(), safe.model(), safe.verdict(), effort);
    }

    private void decided(Outcome outcome, boolean fresh, Finding... findings) {
        decisions.count(new Kept(new Decision("tenant", "id", outcome, List.of(), "", List.of(findings), List.of(),
            List.of(), true, Direction.INPUT, "default", "", Optional.empty(), Optional.empty(), Optional.empty(), "sha256:g",
            Instant.EPOCH), fresh), Door.KAFKA,
            Duration.ofMillis(5));
    }

    private static Finding finding(Outcome outcome, boolean shadow, String... guards) {
        return new Finding("hazards", "", "S9", Optional.of(Hazard.S9), outcome, Optional.empty(), List.of(guards),
            Optional.empty(), "", shadow);
    }

    private double finding(String guard, String shadow) {
        return count("moderato.findings", "hazard", "S9", "policy", "hazards", "guard", guard, "shadow", shadow);
    }

    private double calls(String status, String cause) {
        return count("moderato.guard.calls", "guard", "llama-guard", "status", status, "cause", cause);
    }

    private double count(String name, String... tags) {
        return meters.get(name).tags(tags).counter().count();
    }
}
