package dev.moderato.intake.openai;

import dev.moderato.intake.SubmissionBody;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The API's description of OpenAI's request. */
@Schema(name = "ModerationRequest", requiredProperties = "input")
record ModerationBody(
    @Schema(description = "a text; up to 1,000 texts, each with a result of its own; or parts, with one result in all",
        oneOf = {String.class, String[].class, SubmissionBody.Piece[].class}, examples = "I want to kill them.")
    Object input,
    @Schema(description = "any; the name of a profile has that profile decide", defaultValue = "omni-moderation-latest")
    String model) {
}
