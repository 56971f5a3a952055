package dev.moderato.intake.fms;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.moderato.decision.Decision;
import dev.moderato.decision.Finding;
import dev.moderato.guard.Evidence;
import dev.moderato.policy.Outcome;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Something detected, as the detector API tells it. */
@Schema(name = "Detection")
@JsonInclude(JsonInclude.Include.NON_NULL)
record Detection(
    @Schema(description = "code points before it; of texts alone") Integer start,
    @Schema(description = "code points up to its end; of texts alone") Integer end,
    @Schema(description = "what stands there; of texts alone") String text,
    @Schema(description = "the hazard, the guard's or policy's own word where it is none, or the outcome where nothing"
        + " was found and a guard's silence decided", examples = "S9") String detection,
    @JsonProperty("detection_type")
    @Schema(description = "`hazards`, a policy's id, or `outcome`", examples = "hazards")
    String type,
    @Schema(description = "the guard's score; 1 where it gave none") double score,
    Metadata metadata) {

    /** What the API has no place for. */
    @Schema(name = "DetectionMetadata")
    record Metadata(String decision, Outcome outcome, boolean degraded, List<String> guards, String rationale) {
    }

    /** In a text: the sentence that weighs most where a guard can tell, all of it otherwise. */
    static List<Detection> in(String text, Decision decision) {
        return all(decision).stream().map(detection -> detection.of(text)).toList();
    }

    /** Nothing when the outcome is {@code allow}; at least one otherwise. */
    static List<Detection> all(Decision decision) {
        if (decision.outcome() == Outcome.ALLOW) {
            return List.of();
        }
        var found = decision.findings().stream()
            .filter(finding -> !finding.shadow() && finding.outcome() != Outcome.ALLOW)
            .map(finding -> of(finding, decision)).toList();
        return found.isEmpty() ? List.of(new Detection(null, null, null, decision.outcome().toString(), "outcome", 1,
            new Metadata(decision.id(), decision.outcome(), decision.degraded(), List.of(), decision.rationale())))
            : found;
    }

    private static Detection of(Finding finding, Decision decision) {
        var place = finding.evidence().filter(evidence -> evidence.form().isEmpty());
        return new Detection(place.map(Evidence::offset).orElse(null),
            place.map(evidence -> evidence.offset() + evidence.length()).orElse(null), null,
            finding.hazard().map(Enum::name).orElse(finding.category()), finding.policy(),
            finding.score().orElse(1.0), new Metadata(decision.id(), finding.outcome(), decision.degraded(),
            finding.guards(), finding.rationale()));
    }

    /** With its place in code points, which is how the API counts; ours are UTF-16 units. */
    private Detection of(String content) {
        var from = start == null ? 0 : Math.min(start, content.length());
        var to = end == null ? content.length() : Math.min(end, content.length());
        return new Detection(content.codePointCount(0, from), content.codePointCount(0, to),
            content.substring(from, to), detection, type, score, metadata);
    }

    /** Of a conversation: without a place. */
    Detection withoutPlace() {
        return new Detection(null, null, null, detection, type, score, metadata);
    }
}
