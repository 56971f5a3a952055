package dev.moderato.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Score;
import dev.moderato.guard.Usage;
import dev.moderato.guard.Verdict;
import dev.moderato.policy.Policy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What one guard had to say, as it is kept and shown. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AssessmentRecord(
    @Schema(examples = "llama-guard") String guard,
    @Schema(description = "the policy it judged by; absent for a guard with a taxonomy of its own") String policy,
    @Schema(description = "digest of that policy's file") String revision,
    @Schema(examples = "meta-llama/llama-guard-4-12b") String model,
    @Schema(enumeration = {"assessed", "unavailable", "skipped"}) String status,
    @Schema(description = "why it could not answer or wasn't asked", examples = "timed_out") String cause,
    @Schema(description = "more on the cause") String detail,
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(description = "every score that the guard gave, also those under every threshold, by hazard or, where its"
        + " word is no hazard, by that word", examples = "{\"S9\":0.97}") Map<String, Double> hazards,
    @Schema(description = "the policy's categories that it found violated") List<String> categories,
    @Schema(description = "the policy's rules that the model named") List<String> ruleIds,
    @Schema(description = "the model's own word", enumeration = {"low", "medium", "high"}) String confidence,
    @Schema(description = "the model's reason; may be wrong") String rationale,
    @Schema(description = "what the model thought on the way; only when a single decision is read, for audit")
    String reasoning,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    @Schema(description = "true when it could not look at all that it should have") boolean partial,
    @Schema(description = "how long it took, retries included", type = SchemaType.INTEGER) long millis,
    @Schema(description = "requests sent, retries and segments included") int attempts,
    Usage usage) {

    /** PostgreSQL's order of a jsonb object's keys: an answer reads the same before and after it was kept. */
    private static final Comparator<String> AS_KEPT =
        Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());

    /** Lists that are left out because they are empty are empty again when read. */
    public AssessmentRecord {
        categories = categories == null ? List.of() : List.copyOf(categories);
        ruleIds = ruleIds == null ? List.of() : List.copyOf(ruleIds);
    }

    static AssessmentRecord of(Assessment assessment) {
        var policy = assessment.policy().map(Policy::id).orElse(null);
        var revision = assessment.policy().map(Policy::revision).orElse(null);
        if (assessment instanceof Assessed assessed) {
            return assessed(assessed.guard(), policy, revision, assessed.model(), assessed.verdict(),
                assessed.effort());
        }
        if (assessment instanceof Unavailable silent) {
            return new AssessmentRecord(silent.guard(), policy, revision, silent.model(), "unavailable",
                silent.cause().toString(), silent.detail(), null, List.of(), List.of(), null, null, null, false,
                silent.effort().millis(), silent.effort().attempts(), counted(silent.effort()));
        }
        var skipped = (Skipped) assessment;
        return new AssessmentRecord(skipped.guard(), policy, revision, null, "skipped", skipped.reason().toString(),
            null, null, List.of(), List.of(), null, null, null, false, 0, 0, null);
    }

    private static AssessmentRecord assessed(String guard, String policy, String revision, String model,
                                             Verdict verdict, Effort effort) {
        var hazards = new TreeMap<String, Double>(AS_KEPT);
        for (Score score : verdict.scores()) {
            hazards.merge(score.hazard().map(Enum::name).orElse(score.category()), score.value(), Math::max);
        }
        return new AssessmentRecord(guard, policy, revision, model, "assessed", null, null, hazards,
            verdict.categories(), verdict.ruleIds(), verdict.confidence().orElse(null),
            verdict.rationale().orElse(null), verdict.reasoning().orElse(null), verdict.partial(), effort.millis(),
            effort.attempts(), counted(effort));
    }

    /** Nothing, where no host counted anything. */
    private static Usage counted(Effort effort) {
        return effort.usage().equals(Usage.NONE) ? null : effort.usage();
    }

    AssessmentRecord withoutReasoning() {
        return reasoning == null ? this : new AssessmentRecord(guard, policy, revision, model, status, cause, detail,
            hazards, categories, ruleIds, confidence, rationale, null, partial, millis, attempts, usage);
    }
}
