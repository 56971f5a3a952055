package dev.moderato.intake.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.moderato.decision.Decision;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** OpenAI's answer. */
@Schema(name = "Moderation")
record Moderation(
    @Schema(examples = "modr-01a212f9-0257-7a8a-bf36-b770b86e48ca") String id,
    @Schema(description = "the profile that was decided under", examples = "moderato/default") String model,
    List<Result> results) {

    /** On one input. */
    @Schema(name = "ModerationResult")
    record Result(
        @Schema(description = "true unless the outcome is `allow`, also where no category is true") boolean flagged,
        Map<String, Boolean> categories,
        @JsonProperty("category_scores")
        @Schema(description = "the highest score that a guard gave to what the category covers, 0 where none did;"
            + " 1 where a finding has no score") Map<String, Double> scores,
        @JsonProperty("category_applied_input_types") Map<String, List<String>> inputTypes,
        @Schema(description = "what OpenAI's answer has no place for") Extension moderato) {
    }

    /** Of the decision behind the result. */
    @Schema(name = "ModerationExtension")
    record Extension(
        @Schema(description = "by which the decision can be read") String decision,
        Outcome outcome,
        List<Hazard> hazards,
        @Schema(description = "true when a guard that should have answered did not") boolean degraded,
        String rationale) {
    }

    static Result result(Decision decision, boolean hasText, boolean hasImages) {
        return new Result(decision.outcome() != Outcome.ALLOW,
            each(category -> decision.hazards().stream().anyMatch(category::covers)),
            each(category -> score(decision, category)),
            each(category -> inputTypes(category, hasText, hasImages)),
            new Extension(decision.id(), decision.outcome(), decision.hazards(), decision.degraded(),
                decision.rationale()));
    }

    private static double score(Decision decision, Category category) {
        var given = decision.assessments().stream().map(assessment -> assessment.hazards())
            .flatMap(hazards -> hazards == null ? Stream.empty() : hazards.entrySet().stream())
            .filter(score -> Hazard.of(score.getKey()).filter(category::covers).isPresent())
            .map(Map.Entry::getValue);
        var found = decision.findings().stream()
            .filter(finding -> !finding.shadow() && finding.hazard().filter(category::covers).isPresent())
            .map(finding -> finding.score().orElse(1.0));
        return Stream.concat(given, found).mapToDouble(score -> score).max().orElse(0);
    }

    private static List<String> inputTypes(Category category, boolean hasText, boolean hasImages) {
        var types = new ArrayList<String>();
        if (hasText) {
            types.add("text");
        }
        if (hasImages && category.ofImages()) {
            types.add("image");
        }
        return types;
    }

    private static <T> Map<String, T> each(Function<Category, T> value) {
        var map = new LinkedHashMap<String, T>();
        Arrays.stream(Category.values()).forEach(category -> map.put(category.key(), value.apply(category)));
        return map;
    }
}
