package dev.moderato.intake.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moderato.intake.Translation;
import dev.moderato.intake.problem.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OpenAI's request.
 *
 * @param inputs each with a result of its own
 */
record ModerationRequest(Optional<String> model, List<Input> inputs) {

    private static final int MOST_INPUTS = 1_000;

    /**
     * What gets one result.
     *
     * @param path where it stands in the request
     * @param content as a submission has it
     */
    record Input(String path, JsonNode content) {

        boolean hasText() {
            return content.isTextual() || has("text");
        }

        boolean hasImages() {
            return has("image_url");
        }

        private boolean has(String type) {
            for (var part : content) {
                if (part.path("type").asText().equals(type)) {
                    return true;
                }
            }
            return false;
        }

        ObjectNode submission(String id, String profile) {
            return Translation.submission(content).put("id", id).put("profile", profile);
        }

        RefusedException named(RefusedException refused) {
            return refused.renamed("content", path);
        }
    }

    /** @throws RefusedException that names the field in OpenAI's own words */
    static ModerationRequest of(JsonNode body) {
        var request = Translation.object(body);
        return new ModerationRequest(Translation.text(request, "model"), inputs(request));
    }

    private static List<Input> inputs(ObjectNode request) {
        var input = request.path("input");
        if (!input.isArray() || input.isEmpty()) {
            if (!input.isTextual()) {
                throw RefusedException.field("input", input.isMissingNode() ? "is missing"
                    : "must be a text, a list of texts or a list of parts, and not empty");
            }
            return List.of(new Input("input", input));
        }
        if (!input.path(0).isTextual()) {
            return List.of(new Input("input", Translation.content(input)));
        }
        var inputs = new ArrayList<Input>();
        for (var text : Translation.list(request, "input", MOST_INPUTS)) {
            var path = "input[" + inputs.size() + "]";
            if (!text.isTextual()) {
                throw RefusedException.field(path, "must be a text, as the first one is");
            }
            inputs.add(new Input(path, text));
        }
        return inputs;
    }
}
