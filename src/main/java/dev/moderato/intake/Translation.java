package dev.moderato.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moderato.intake.problem.RefusedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * From other programs' JSON to that of a submission, which {@link SubmissionReader} checks. What a dialect has besides
 * is passed over, as its own servers do.
 */
public final class Translation {

    private Translation() {
    }

    /** A submission with this content and nothing else yet. */
    public static ObjectNode submission(JsonNode content) {
        return JsonNodeFactory.instance.objectNode().set("content", content);
    }

    public static ObjectNode object(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw RefusedException.body("The body must be a JSON object.");
    }

    /** The elements, from 1 to {@code most}. */
    public static List<JsonNode> list(ObjectNode body, String field, int most) {
        var list = optionalList(body, field, most);
        if (list.isEmpty()) {
            throw RefusedException.field(field, body.has(field) ? "must not be empty" : "is missing");
        }
        return list;
    }

    /** The elements, none where the field is missing or null. */
    public static List<JsonNode> optionalList(ObjectNode body, String field, int most) {
        return body.path(field).isNull() || body.path(field).isMissingNode() ? List.of()
            : Fields.list(field, body.path(field), most);
    }

    /** The text, where there is one. */
    public static Optional<String> text(JsonNode json, String field) {
        return Optional.ofNullable(json.get(field)).filter(value -> !value.isNull())
            .map(value -> Fields.text(field, value));
    }

    /** Content as OpenAI has it: a text, or parts of which those that aren't text or image stay, to be refused. */
    public static JsonNode content(JsonNode content) {
        if (!content.isArray()) {
            return content;
        }
        var parts = JsonNodeFactory.instance.arrayNode();
        content.forEach(part -> parts.add(part.isObject() ? part((ObjectNode) part) : part));
        return parts;
    }

    public static ObjectNode textPart(JsonNode text) {
        var part = JsonNodeFactory.instance.objectNode().put("type", "text");
        return part.set("text", text);
    }

    public static ObjectNode imagePart(JsonNode url) {
        var part = JsonNodeFactory.instance.objectNode().put("type", "image_url");
        part.putObject("image_url").set("url", url);
        return part;
    }

    /** The parts' list of a submission's content. */
    public static ArrayNode parts(List<? extends JsonNode> parts) {
        return JsonNodeFactory.instance.arrayNode().addAll(parts);
    }

    private static ObjectNode part(ObjectNode part) {
        return switch (part.path("type").asText()) {
            case "text", "input_text" -> part.has("text") ? textPart(part.get("text")) : part.retain("type");
            case "image_url" -> part.path("image_url").has("url") ? imagePart(part.path("image_url").get("url"))
                : part.retain("type");
            default -> part;
        };
    }
}
