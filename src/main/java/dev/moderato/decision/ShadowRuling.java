package dev.moderato.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What would have followed, had a policy in shadow been in force, in the place of the one that it is to follow. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(name = "ShadowRuling")
public record ShadowRuling(
    @Schema(examples = "spam") String policy,
    @Schema(description = "digest of that policy's file") String revision,
    @Schema(implementation = Outcome.class, type = SchemaType.STRING,
        description = "the outcome that the decision would have had; absent when nobody could answer for the policy")
    Optional<Outcome> outcome,
    @Schema(description = "the categories that it found violated") List<String> categories) {

    /** Lists that are left out because they are empty are empty again when read. */
    public ShadowRuling {
        categories = categories == null ? List.of() : List.copyOf(categories);
    }

    /** One for each policy in shadow that was asked. */
    static List<ShadowRuling> of(List<Assessment> assessments, PolicyBook book) {
        return assessments.stream().filter(assessment -> !(assessment instanceof Skipped))
            .flatMap(assessment -> assessment.policy().stream()).filter(policy -> !policy.enforced()).distinct()
            .map(policy -> of(policy, assessments, book)).toList();
    }

    private static ShadowRuling of(Policy policy, List<Assessment> assessments, PolicyBook book) {
        var answers = assessments.stream().filter(assessment -> isBy(policy, assessment)).flatMap(assessment ->
            assessment instanceof Assessed assessed ? Stream.of(assessed.verdict()) : Stream.empty()).toList();
        return new ShadowRuling(policy.id(), policy.revision(), answers.isEmpty() ? Optional.empty()
                : Optional.of(Ruling.on(inForce(policy, assessments), book).outcome()),
            answers.stream().flatMap(verdict -> verdict.categories().stream()).distinct().toList());
    }

    private static List<Assessment> inForce(Policy policy, List<Assessment> assessments) {
        var enforced = policy.asEnforced();
        return assessments.stream()
            .filter(assessment -> !policy.next() || isBy(policy, assessment)
                || assessment.policy().filter(other -> other.id().equals(policy.id())).isEmpty())
            .map(assessment -> isBy(policy, assessment) ? assessment.by(enforced) : assessment).toList();
    }

    private static boolean isBy(Policy policy, Assessment assessment) {
        return assessment.policy().filter(policy::equals).isPresent();
    }
}
