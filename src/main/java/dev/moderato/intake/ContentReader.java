package dev.moderato.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moderato.guard.Content;
import dev.moderato.guard.Part;
import dev.moderato.guard.Part.Image;
import dev.moderato.guard.Part.Text;
import dev.moderato.guard.Turn;
import dev.moderato.intake.SubmissionBody.ImageUrl;
import dev.moderato.intake.SubmissionBody.Piece;
import dev.moderato.intake.SubmissionBody.TurnBody;
import dev.moderato.intake.image.Images;
import dev.moderato.intake.problem.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads content from JSON.
 *
 * @param fetched the images that were fetched, by the path of their address
 */
record ContentReader(Map<String, Image> fetched) {

    private static final int MOST_PARTS = 100;
    private static final int MOST_TURNS = 1_000;

    /** The images that a submission gives by their addresses, by path; whatever isn't well-formed is passed over. */
    static Map<String, String> addresses(JsonNode submission) {
        var addresses = new TreeMap<String, String>();
        addAddresses("content", submission.path("content"), addresses);
        var turns = submission.path("conversation");
        for (var i = 0; i < turns.size(); i++) {
            addAddresses("conversation[" + i + "].content", turns.path(i).path("content"), addresses);
        }
        return addresses;
    }

    private static void addAddresses(String path, JsonNode content, Map<String, String> addresses) {
        for (var i = 0; i < content.size(); i++) {
            var url = content.path(i).path("image_url").path("url");
            if (url.isTextual() && Images.isAddress(url.textValue())) {
                addresses.put(path + "[" + i + "].image_url.url", url.textValue());
            }
        }
    }

    Content content(String path, JsonNode content) {
        if (content.isTextual()) {
            return Content.of(Fields.text(path, content));
        }
        if (!content.isArray()) {
            throw RefusedException.field(path, "must be a text or a list of parts");
        }
        var parts = new ArrayList<Part>();
        for (var part : Fields.list(path, content, MOST_PARTS)) {
            parts.add(part(path + "[" + parts.size() + "]", part));
        }
        return new Content(parts);
    }

    private Part part(String path, JsonNode json) {
        var part = Fields.of(path, json, Piece.class);
        var type = part.requiredText("type");
        var other = type.equals("text") ? "image_url" : "text";
        if (part.get(other).isPresent()) {
            throw RefusedException.field(part.at(other), "doesn't go with this type");
        }
        return switch (type) {
            case "text" -> new Text(part.requiredText("text"));
            case "image_url" -> image(Fields.of(part.at("image_url"), part.required("image_url"), ImageUrl.class));
            default -> throw RefusedException.field(part.at("type"), "must be one of text, image_url");
        };
    }

    private Image image(Fields image) {
        var known = fetched.get(image.at("url"));
        return known != null ? known : Images.read(image.at("url"), image.requiredText("url"));
    }

    List<Turn> conversation(String path, JsonNode json) {
        var turns = new ArrayList<Turn>();
        for (var element : Fields.list(path, json, MOST_TURNS)) {
            var turn = Fields.of(path + "[" + turns.size() + "]", element, TurnBody.class);
            turns.add(new Turn(
                turn.choice("role", Turn.Role.class)
                    .orElseThrow(() -> RefusedException.field(turn.at("role"), "is missing")),
                content(turn.at("content"), turn.required("content"))));
        }
        return turns;
    }
}
