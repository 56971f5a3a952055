package dev.moderato.intake;

import dev.moderato.policy.Direction;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The JSON of a submission: its fields are those that {@link SubmissionReader} knows, and the API's description. */
@Schema(name = "Submission", requiredProperties = "content")
public record SubmissionBody(
    @Schema(description = "the caller's own id; a repeat with the same content gets the decision that stands",
        maxLength = 200, examples = "post-42")
    String id,
    @Schema(description = "a text, or text and at most five images", oneOf = {String.class, Piece[].class},
        examples = "I know your route home. Watch your back.")
    Object content,
    @Schema(description = "`input`: somebody wrote it to us or to a model; `output`: a model wrote it",
        defaultValue = "input")
    Direction direction,
    @Schema(description = "earlier turns, oldest first. User turns since the last reply are judged with the content,"
        + " older ones are context.")
    List<TurnBody> conversation,
    @Schema(description = "the folder of policies to decide under", defaultValue = "default")
    String profile,
    @Schema(description = "the caller's own: stored, never sent to a model. Decisions can be"
        + " searched by its `subject`.", examples = "{\"subject\":\"u1\",\"channel\":\"comments\"}")
    Map<String, Object> context) {

    /** An earlier turn. */
    @Schema(name = "Turn", requiredProperties = {"role", "content"})
    public record TurnBody(
        @Schema(enumeration = {"user", "assistant"}) String role,
        @Schema(oneOf = {String.class, Piece[].class}) Object content) {
    }

    /** A part of content. */
    @Schema(name = "Part", requiredProperties = "type")
    public record Piece(
        @Schema(enumeration = {"text", "image_url"}) String type,
        @Schema(description = "for `text`") String text,
        @Schema(description = "for `image_url`") ImageUrl image_url) {
    }

    /** An image. */
    @Schema(name = "ImageUrl", requiredProperties = "url")
    public record ImageUrl(
        @Schema(description = "data:image/png;base64,… (PNG, JPEG, GIF or WebP, at most 4 MiB)") String url) {
    }
}
