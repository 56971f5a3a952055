package dev.moderato.decision;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.moderato.guard.Assessment;
import dev.moderato.guard.Guards;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Keep;
import dev.moderato.policy.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A ruling with everything that it was made from. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Decision(
    @JsonIgnore String tenant,
    @Schema(description = "the caller's id, or one that was made", examples = "post-42") String id,
    Outcome outcome,
    @Schema(description = "the hazards of all findings that count") List<Hazard> hazards,
    @Schema(description = "the outcome in a sentence or two, for people to read") String rationale,
    List<Finding> findings,
    List<AssessmentRecord> assessments,
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @Schema(description = "what policies in shadow would have made of it") List<ShadowRuling> shadows,
    @Schema(description = "true when a guard that should have answered did not") boolean degraded,
    Direction direction,
    @Schema(examples = "default") String profile,
    @Schema(description = "digest of the profile's whole book", examples = "sha256:9f86d0…") String revision,
    @Schema(implementation = String.class, type = SchemaType.STRING, description = "digest of what was judged; absent"
        + " where the profile keeps none", examples = "sha256:2c26b4…") Optional<String> digest,
    @Schema(implementation = Object.class, type = SchemaType.OBJECT, description = "the caller's own, as handed in")
    Optional<JsonNode> context,
    @Schema(implementation = String.class, type = SchemaType.STRING, description = "the decision whose verdict on the same"
        + " content this one repeats; no guard was asked for it", examples = "post-41") Optional<String> reusedFrom,
    @JsonIgnore String guardSet,
    Instant decidedAt) {

    public Decision {
        hazards = List.copyOf(hazards);
        findings = List.copyOf(findings);
        assessments = List.copyOf(assessments);
        shadows = List.copyOf(shadows);
    }

    /** @param guardSet which guards there were to ask: {@link Guards#set()} */
    static Decision of(Submission submission, String id, List<Assessment> assessments, String guardSet, Instant now) {
        var ruling = Ruling.on(assessments, submission.book());
        return new Decision(submission.tenant(), id, ruling.outcome(), ruling.hazards(), ruling.rationale(),
            ruling.findings(), assessments.stream().map(AssessmentRecord::of).toList(),
            ShadowRuling.of(assessments, submission.book()), ruling.degraded(),
            submission.exchange().direction(), submission.book().profile(), submission.book().revision(),
            submission.book().keep() == Keep.NONE ? Optional.empty()
                : Optional.of(Digest.of(submission.exchange())), submission.context(), Optional.empty(), guardSet, now);
    }

    /** The same verdict on the same content handed in once more: a decision of its own that names this one. */
    Decision repeated(Submission submission, String id, Instant now) {
        return new Decision(submission.tenant(), id, outcome, hazards, rationale, findings, assessments, shadows, degraded,
            direction, profile, revision, digest, submission.context(), Optional.of(reusedFrom.orElse(this.id)), guardSet,
            now);
    }

    /** The same without what models thought on the way, which is for auditors only. */
    public Decision withoutReasoning() {
        return new Decision(tenant, id, outcome, hazards, rationale, findings,
            assessments.stream().map(AssessmentRecord::withoutReasoning).toList(), shadows, degraded, direction, profile,
            revision, digest, context, reusedFrom, guardSet, decidedAt);
    }
}
