package dev.moderato.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.moderato.guard.Content;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Part;
import java.util.Optional;

/** What was judged, in the form in which it was submitted: {@code content} and {@code conversation}. */
final class KeptContent {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private KeptContent() {
    }

    /** Empty when the profile keeps digests only. */
    static Optional<JsonNode> of(Submission submission) {
        return submission.book().keepContent() ? Optional.of(json(submission.exchange())) : Optional.empty();
    }

    private static JsonNode json(Exchange exchange) {
        var json = JSON.objectNode();
        json.set("content", parts(exchange.content()));
        if (!exchange.conversation().isEmpty()) {
            var turns = json.putArray("conversation");
            exchange.conversation().forEach(turn -> turns.addObject()
                .put("role", turn.role().toString()).set("content", parts(turn.content())));
        }
        return json;
    }

    private static ArrayNode parts(Content content) {
        var parts = JSON.arrayNode();
        for (var part : content.parts()) {
            if (part instanceof Part.Text text) {
                parts.addObject().put("type", "text").put("text", text.text());
            } else if (part instanceof Part.Image image) {
                parts.addObject().put("type", "image_url").putObject("image_url").put("url", image.uri());
            }
        }
        return parts;
    }
}
