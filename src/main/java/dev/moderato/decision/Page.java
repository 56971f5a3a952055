package dev.moderato.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Some decisions, newest first. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(name = "DecisionPage")
public record Page(
    List<Decision> decisions,
    @Schema(description = "`cursor` of the next page; absent on the last one") Optional<String> next) {

    public Page {
        decisions = List.copyOf(decisions);
    }
}
