package dev.moderato.intake;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The JSON that asks for a replay: its fields are those that {@link ReplayReader} knows. */
@Schema(name = "ReplayRequest", requiredProperties = "since")
record ReplayBody(
    @Schema(description = "whose decisions", defaultValue = "default") String profile,
    @Schema(description = "the policy to try, in the place of the one of its id or besides; without it the policies in"
        + " force are asked again, so that a changed model shows") PolicyBody policy,
    @Schema(description = "decisions from this moment on, RFC 3339", examples = "2026-11-24T00:00:00Z") String since,
    @Schema(description = "decisions before this moment; now where not given") String until,
    @Schema(description = "so many of them, drawn by their ids: the same every time", minimum = "1", maximum = "100000")
    Integer sample) {

    /** A policy's file. */
    @Schema(name = "PolicyFile", requiredProperties = {"id", "text"})
    record PolicyBody(
        @Schema(description = "its name without `.md`", examples = "spam") String id,
        @Schema(description = "all of it, front matter included", maxLength = 100000) String text) {
    }
}
