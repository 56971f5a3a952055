package dev.moderato.decision;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Usage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts what guards said and what it took, whether or not a decision came of it: a replay's calls cost too. */
@ApplicationScoped
class AssessmentMeters {

    private final MeterRegistry meters;
    private final Prices prices;
    private final LabelledCounter calls;
    private final LabelledCounter attempts;
    private final LabelledCounter tokens;
    private final LabelledCounter cost;
    private final Map<String, Timer> times = new ConcurrentHashMap<>();

    AssessmentMeters(MeterRegistry meters, Prices prices) {
        this.meters = meters;
        this.prices = prices;
        calls = new LabelledCounter(meters, "moderato.guard.calls",
            "questions put to a guard: assessed, partial or unavailable, and the cause of the latter",
            "guard", "status", "cause");
        attempts = new LabelledCounter(meters, "moderato.guard.attempts",
            "requests sent, retries and segments included", "guard");
        tokens = new LabelledCounter(meters, "moderato.guard.tokens",
            "tokens as the host counts them; those of the prompt are either input or cached", "guard", "kind");
        cost = new LabelledCounter(meters, "moderato.guard.cost.usd",
            "what the tokens cost by the configured prices, in US dollars", "guard");
    }

    void count(List<Assessment> said) {
        said.forEach(this::count);
    }

    private void count(Assessment assessment) {
        if (assessment instanceof Assessed assessed) {
            count(assessed.guard(), assessed.whole() ? "assessed" : "partial", "none", assessed.effort());
        } else if (assessment instanceof Unavailable silent) {
            count(silent.guard(), "unavailable", silent.cause().toString(), silent.effort());
        }
    }

    private void count(String guard, String status, String cause, Effort effort) {
        calls.of(guard, status, cause).increment();
        if (effort.attempts() > 0) {
            attempts.of(guard).increment(effort.attempts());
            time(guard).record(effort.millis(), TimeUnit.MILLISECONDS);
        }
        if (!effort.usage().equals(Usage.NONE)) {
            var usage = effort.usage();
            tokens.of(guard, "input").increment(usage.promptTokens() - usage.cachedTokens());
            tokens.of(guard, "cached").increment(usage.cachedTokens());
            tokens.of(guard, "output").increment(usage.completionTokens());
            prices.of(guard, usage).ifPresent(dollars -> cost.of(guard).increment(dollars));
        }
    }

    private Timer time(String guard) {
        var timer = times.get(guard);
        return timer != null ? timer : times.computeIfAbsent(guard, name -> Timer.builder("moderato.guard.call")
            .description("how long a guard took that was asked, retries and waiting included").tag("guard", name)
            .serviceLevelObjectives(Buckets.ANSWERS).register(meters));
    }
}
