package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One call that the double got.
 *
 * @param headers by lower-case name; without {@code Authorization}, whose value is not kept
 * @param authorized whether there was an {@code Authorization}
 * @param body empty where there was none, or it was no JSON object
 * @param size bytes of the body
 */
public record Seen(Instant at, String method, String path, Map<String, String> headers, boolean authorized,
                   JsonObject body, int size) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** {@code groq}, {@code vllm}, … or empty. */
    public String profile() {
        return Profile.at(path).map(Profile::word).orElse("");
    }

    public String model() {
        return body.getValue("model") instanceof String model ? model : "";
    }

    /** The text of the system message, or empty. */
    public String system() {
        return Messages.system(body);
    }

    /** The text that a verdict was wanted on. */
    public String judged() {
        var inputs = body.getValue("inputs");
        return inputs == null ? Messages.judged(body, Family.of(model())) : inputs.toString();
    }

    public static Predicate<Seen> any() {
        return seen -> true;
    }

    /** Calls for a verdict on a text that has this in it. */
    public static Predicate<Seen> says(String part) {
        return seen -> seen.judged().contains(part);
    }

    public static Predicate<Seen> asks(String model) {
        return seen -> seen.model().equals(model);
    }

    /** Calls of a path that has this in it. */
    public static Predicate<Seen> at(String path) {
        return seen -> seen.path().contains(path);
    }

    JsonObject toJson() {
        var sent = new JsonObject();
        headers.forEach(sent::put);
        return new JsonObject().put("at", at.toString()).put("method", method).put("path", path).put("headers", sent)
            .put("authorized", authorized).put("body", body);
    }
}
