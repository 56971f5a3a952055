package dev.moderato.decision.replay;

import dev.moderato.policy.Outcome;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What judging again came to. Of all examples there are five at most. */
public record ReplayReport(
    @Schema(description = "digest of the profile's book in force, without the policy that was tried")
    String revision,
    @Schema(description = "decisions that were judged again", type = SchemaType.INTEGER) long judged,
    @Schema(description = "decisions whose content was purged or never kept, so that there is nothing to judge",
        type = SchemaType.INTEGER) long digestOnly,
    @Schema(description = "judged, but a guard was away: no verdict, and no flip") Degraded degraded,
    @Schema(description = "judged decisions that were made under another book than the one in force: they may flip for"
        + " other reasons than the policy that was tried", type = SchemaType.INTEGER) long otherRevision,
    @Schema(description = "decisions with a verdict both times; of these is all that follows",
        type = SchemaType.INTEGER) long compared,
    @Schema(description = "same outcome", type = SchemaType.INTEGER) long unchanged,
    @Schema(description = "blocked now, and not before") Flips newlyBlocked,
    @Schema(description = "to be reviewed now: allowed or blocked before") Flips newlyReviewed,
    @Schema(description = "allowed now, and not before") Flips newlyAllowed,
    @Schema(description = "how many had which outcome before and now") List<Transition> outcomes,
    @Schema(description = "of the findings that only one of the two has, or has with another outcome")
    List<ByHazard> hazards,
    @Schema(description = "the same by policy and category") List<ByCategory> categories,
    @Schema(description = "what to know when reading this") List<String> notes) {

    /** Without a verdict: a guard was away now, or only when the decision was made. */
    public record Degraded(@Schema(type = SchemaType.INTEGER) long now, @Schema(type = SchemaType.INTEGER) long before,
                           List<String> examples) {
    }

    /** Decisions that have another outcome now. */
    public record Flips(@Schema(type = SchemaType.INTEGER) long count, List<Flip> examples) {
    }

    /** One of them, and why. */
    public record Flip(String id, Outcome before, Outcome now,
                       @Schema(description = "of now, for people to read; a model's words may be wrong")
                       String rationale) {
    }

    /** A cell of the table of outcomes. */
    public record Transition(Outcome before, Outcome now, @Schema(type = SchemaType.INTEGER) long count) {
    }

    /** Decisions with a difference about one thing. */
    @Schema(description = "`otherFindings` have the same outcome for other reasons")
    public record Counts(@Schema(type = SchemaType.INTEGER) long newlyBlocked,
                         @Schema(type = SchemaType.INTEGER) long newlyReviewed,
                         @Schema(type = SchemaType.INTEGER) long newlyAllowed,
                         @Schema(type = SchemaType.INTEGER) long otherFindings) {
    }

    /** About a hazard. */
    public record ByHazard(@Schema(description = "or `unknown`", examples = "S2") String hazard, Counts counts,
                           @Schema(description = "ids, flips first") List<String> examples) {
    }

    /** About a policy's category, or one of the hazard table. */
    public record ByCategory(@Schema(description = "`hazards` or a policy's id", examples = "spam") String policy,
                             @Schema(examples = "SP1") String category, String hazard, Counts counts,
                             @Schema(description = "ids, flips first") List<String> examples) {
    }
}
