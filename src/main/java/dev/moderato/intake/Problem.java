package dev.moderato.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What went wrong, in the form of RFC 9457. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(description = "RFC 9457 problem details")
public record Problem(
    @Schema(examples = "about:blank") String type,
    @Schema(examples = "Bad Request") String title,
    @Schema(examples = "400") int status,
    @Schema(examples = "must be at most 200 characters, has 201") String detail,
    @Schema(description = "the field, parameter or header to change", examples = "id") Optional<String> field) {

    /** The media type of problems. */
    public static final String TYPE = "application/problem+json";

    static Problem of(int status, String detail, Optional<String> field) {
        var title = Optional.ofNullable(Response.Status.fromStatusCode(status))
            .map(Response.Status::getReasonPhrase).orElse("");
        return new Problem("about:blank", title, status, detail, field);
    }

    static Problem of(RefusedException e) {
        return of(e.status(), e.getMessage(), e.field());
    }
}
