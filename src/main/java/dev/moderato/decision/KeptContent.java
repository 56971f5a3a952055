package dev.moderato.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.moderato.guard.Content;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Part;
import dev.moderato.guard.Turn;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Keep;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;

/** What was judged, in the form in which it was submitted, and back: {@code content} and {@code conversation}. */
final class KeptContent {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    private KeptContent() {
    }

    /** Empty where the profile doesn't keep it. */
    static Optional<JsonNode> of(Submission submission) {
        return submission.book().keep() == Keep.FULL ? Optional.of(json(submission.exchange())) : Optional.empty();
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

    /** What {@link #of} was made from. */
    static Exchange read(JsonNode kept, Direction direction) {
        var turns = new ArrayList<Turn>();
        kept.path("conversation").forEach(turn -> turns.add(new Turn(
            Turn.Role.valueOf(turn.path("role").asText().toUpperCase(Locale.ROOT)), content(turn.path("content")))));
        return new Exchange(content(kept.path("content")), direction, turns);
    }

    private static Content content(JsonNode parts) {
        var content = new ArrayList<Part>();
        parts.forEach(part -> content.add(part.has("text") ? new Part.Text(part.get("text").textValue())
            : image(part.path("image_url").path("url").asText())));
        return new Content(content);
    }

    private static Part image(String uri) {
        var halves = uri.split(BASE64, 2);
        if (halves.length < 2 || !halves[0].startsWith(DATA)) {
            throw new IllegalStateException("the ledger holds content that is neither a text nor an image");
        }
        return new Part.Image(halves[0].substring(DATA.length()), halves[1]);
    }
}
