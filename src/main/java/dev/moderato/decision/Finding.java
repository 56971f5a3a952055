package dev.moderato.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.moderato.guard.Evidence;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One thing that was found in the content, and what follows from it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Finding(
    @Schema(description = "`hazards` for the profile's hazard table, or a policy's id", examples = "hazards")
    String policy,
    @Schema(description = "digest of the policy's file, or of the hazard table", examples = "sha256:9f86d0…")
    String revision,
    @Schema(description = "the guard's or the policy's own word for it", examples = "S9")
    String category,
    @Schema(implementation = Hazard.class, type = SchemaType.STRING,
        description = "absent when the guard's word is no known hazard")
    Optional<Hazard> hazard,
    Outcome outcome,
    @Schema(implementation = Double.class, description = "the highest score, where a guard gave one", examples = "0.97")
    Optional<Double> score,
    @Schema(description = "the guards that say so", examples = "[\"llama-guard\"]")
    List<String> guards,
    @Schema(implementation = Evidence.class, description = "the sentence that weighs most, where a guard can tell")
    Optional<Evidence> evidence,
    @Schema(description = "why, for people to read; a model's words may be wrong")
    String rationale,
    @Schema(description = "true when the policy is in shadow mode: recorded, and without effect on the outcome")
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    boolean shadow) {

    public Finding {
        guards = List.copyOf(guards);
    }
}
