package dev.moderato.decision;

import dev.moderato.policy.Outcome;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Counts what was decided. Labels come from configuration and policies alone, never from callers or models. */
@ApplicationScoped
class DecisionMeters {

    private final LabelledCounter submissions;
    private final LabelledCounter repeats;
    private final LabelledCounter reused;
    private final LabelledCounter findings;
    private final LabelledCounter degraded;
    private final LabelledCounter onUnavailable;
    private final Map<Door, Timer> times = new EnumMap<>(Door.class);

    DecisionMeters(MeterRegistry meters, Moderator.Settings settings) {
        submissions = new LabelledCounter(meters, "moderato.submissions", "submissions that got a new decision",
            "door", "profile", "outcome");
        repeats = new LabelledCounter(meters, "moderato.submissions.repeated",
            "submissions that got the decision that stood", "door");
        reused = new LabelledCounter(meters, "moderato.decisions.reused",
            "decisions that repeat the verdict of another, so that no guard was asked", "profile");
        findings = new LabelledCounter(meters, "moderato.findings",
            "findings of new decisions; where guards agree, one for each", "hazard", "policy", "guard", "shadow");
        degraded = new LabelledCounter(meters, "moderato.decisions.degraded",
            "decisions that a guard which should have answered did not answer for", "profile");
        onUnavailable = new LabelledCounter(meters, "moderato.decisions.on.unavailable",
            "decisions whose outcome is that of the profile's on-unavailable", "profile", "outcome");
        Gauge.builder("moderato.deadline", () -> settings.deadline().toMillis() / 1e3).baseUnit("seconds")
            .description("how long the guards may take together").register(meters);
        for (var door : Door.values()) {
            repeats.of(door.toString());
            times.put(door, Timer.builder("moderato.submission").tag("door", door.toString())
                .description("from the look-up to the record, of new decisions")
                .serviceLevelObjectives(Buckets.ANSWERS).register(meters));
        }
    }

    /** @param taken from the look-up to the record */
    void count(Kept kept, Door door, Duration taken) {
        if (!kept.fresh()) {
            repeats.of(door.toString()).increment();
            return;
        }
        var decision = kept.decision();
        submissions.of(door.toString(), decision.profile(), decision.outcome().toString()).increment();
        times.get(door).record(taken.toNanos(), TimeUnit.NANOSECONDS);
        decision.findings().forEach(this::count);
        if (decision.reusedFrom().isPresent()) {
            reused.of(decision.profile()).increment();
        }
        if (decision.degraded()) {
            degraded.of(decision.profile()).increment();
        }
        if (decision.outcome() != found(decision)) {
            onUnavailable.of(decision.profile(), decision.outcome().toString()).increment();
        }
    }

    private void count(Finding finding) {
        var hazard = finding.hazard().map(Enum::name).orElse("unknown");
        var shadow = Boolean.toString(finding.shadow());
        finding.guards().forEach(guard -> findings.of(hazard, finding.policy(), guard, shadow).increment());
    }

    /** The outcome by what was found alone. */
    private static Outcome found(Decision decision) {
        var found = Outcome.ALLOW;
        for (var finding : decision.findings()) {
            found = finding.shadow() ? found : found.or(finding.outcome());
        }
        return found;
    }
}
