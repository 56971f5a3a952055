package dev.moderato.modeldouble;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the double reads in the messages of a chat completion request. */
final class Messages {

    private Messages() {
    }

    static List<JsonObject> of(JsonObject body) {
        return objects(body.getValue("messages"));
    }

    static String role(JsonObject message) {
        return message.getValue("role") instanceof String role ? role : "";
    }

    /** The message's text, or its text parts, a line feed between them. */
    static String text(JsonObject message) {
        if (message.getValue("content") instanceof String text) {
            return text;
        }
        return parts(message).stream().filter(part -> "text".equals(part.getValue("type")))
            .map(part -> String.valueOf(part.getValue("text"))).collect(Collectors.joining("\n"));
    }

    static List<JsonObject> parts(JsonObject message) {
        return objects(message.getValue("content"));
    }

    static List<JsonObject> images(JsonObject message) {
        return parts(message).stream().filter(part -> "image_url".equals(part.getValue("type"))).toList();
    }

    static String imageUrl(JsonObject part) {
        return part.getValue("image_url") instanceof JsonObject image && image.getValue("url") instanceof String url
            ? url : "";
    }

    static String system(JsonObject body) {
        return first(body, "system").map(Messages::text).orElse("");
    }

    /** What is to be judged: the last message; of a JSON object in it that has a {@code content}, only that. */
    static String judged(JsonObject body, Optional<Family> family) {
        var messages = of(body);
        if (messages.isEmpty()) {
            return "";
        }
        var text = text(messages.get(messages.size() - 1));
        return family.filter(Family.SAFEGUARD::equals).isPresent() ? unwrapped(text) : text;
    }

    private static String unwrapped(String text) {
        try {
            var content = new JsonObject(text).getValue("content");
            return content == null ? text : content.toString();
        } catch (DecodeException notJson) {
            return text;
        }
    }

    private static Optional<JsonObject> first(JsonObject body, String role) {
        return of(body).stream().filter(message -> role(message).equals(role)).findFirst();
    }

    private static List<JsonObject> objects(Object array) {
        return array instanceof JsonArray list
            ? list.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList() : List.of();
    }
}
