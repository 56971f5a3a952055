package dev.moderato.intake.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.moderato.decision.Decision;
import dev.moderato.intake.problem.Problem;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of a line: a decision or a problem. */
@Schema(name = "BulkLine")
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record BulkLine(
    @Schema(description = "its number in the request, from 1, blank lines counted", examples = "3") long line,
    @Schema(implementation = String.class, description = "the caller's id, or the one that was made; none where the"
        + " line can't be read") Optional<String> id,
    @Schema(description = "201: decided and kept; 200: decided before; otherwise the problem's", examples = "201")
    int status,
    @Schema(implementation = Decision.class) Optional<Decision> decision,
    @Schema(implementation = Problem.class) Optional<Problem> problem) {

    static BulkLine decided(long line, Decision decision, boolean fresh) {
        return new BulkLine(line, Optional.of(decision.id()), fresh ? 201 : 200,
            Optional.of(decision.withoutReasoning()), Optional.empty());
    }

    static BulkLine failed(long line, Optional<String> id, Problem problem) {
        return new BulkLine(line, id, problem.status(), Optional.empty(), Optional.of(problem));
    }
}
