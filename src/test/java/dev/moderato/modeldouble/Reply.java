package dev.moderato.modeldouble;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the double sends back. Where neither a body nor a choice is given, it is what the double says by itself.
 *
 * @param choice {@code message} and {@code finish_reason} of a chat completion, which the profile puts a frame around
 * @param delay before the status line
 * @param pace how long the body takes when it dribbles
 */
public record Reply(int status, Map<String, String> headers, String body, JsonObject choice, Manner manner,
                    Duration delay, Duration pace) {

    /** How the reply is put on the wire. */
    public enum Manner { WHOLE, GZIP, DRIBBLE, TRUNCATED, NO_CHOICES, RESET_AFTER_HEADERS, RESET, HANG }

    private static final String JSON = "application/json";

    /** What the double says by itself, to be slowed down or broken. */
    public static Reply usual() {
        return new Reply(200, Map.of(), null, null, Manner.WHOLE, Duration.ZERO, Duration.ZERO);
    }

    /** A chat completion with this content, whatever the model. */
    public static Reply content(String content) {
        return content(content, "stop");
    }

    public static Reply content(String content, String finishReason) {
        return completion(new JsonObject().put("role", "assistant").put("content", content), finishReason);
    }

    /** A chat completion with exactly this message. */
    public static Reply completion(JsonObject message, String finishReason) {
        var choice = new JsonObject().put("message", message).put("finish_reason", finishReason);
        return new Reply(200, Map.of(), null, choice, Manner.WHOLE, Duration.ZERO, Duration.ZERO);
    }

    public static Reply completion(Map<String, Object> message, String finishReason) {
        return completion(new JsonObject(message), finishReason);
    }

    /** A JSON body with just this status; no header is added. */
    public static Reply status(int status, String body) {
        return raw(JSON, status, body);
    }

    public static Reply raw(String contentType, int status, String body) {
        var headers = Map.of("content-type", contentType);
        return new Reply(status, headers, body, null, Manner.WHOLE, Duration.ZERO, Duration.ZERO);
    }

    static Reply json(int status, JsonObject body) {
        return status(status, body.encode());
    }

    static Reply json(int status, JsonArray body) {
        return status(status, body.encode());
    }

    /** Status 200 and nothing else. */
    public static Reply emptyBody() {
        return status(200, "");
    }

    /** The first half of the usual reply, as if that were all. */
    public static Reply truncatedJson() {
        return usual().in(Manner.TRUNCATED);
    }

    /** The usual reply with no choice in it. */
    public static Reply emptyChoices() {
        return usual().in(Manner.NO_CHOICES);
    }

    /** Never answers. */
    public static Reply hang() {
        return usual().in(Manner.HANG);
    }

    /** Closes the connection at once. */
    public static Reply reset() {
        return usual().in(Manner.RESET);
    }

    /** Sends the usual reply's head, then closes the connection. */
    public static Reply resetAfterHeaders() {
        return usual().in(Manner.RESET_AFTER_HEADERS);
    }

    /** The same with one header more, or another value of it. */
    public Reply header(String name, String value) {
        return headers(Map.of(name, value));
    }

    /** The same after a while. */
    public Reply after(Duration delay) {
        return new Reply(status, headers, body, choice, manner, delay, pace);
    }

    /** The same with a body that takes this long to come. */
    public Reply slowBody(Duration pace) {
        return new Reply(status, headers, body, choice, Manner.DRIBBLE, delay, pace);
    }

    /** The same, compressed, asked for or not. */
    public Reply gzip() {
        return in(Manner.GZIP);
    }

    Reply headers(Map<String, String> more) {
        var all = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(headers);
        all.putAll(more);
        return new Reply(status, all, body, choice, manner, delay, pace);
    }

    Reply body(String body) {
        return new Reply(status, headers, body, choice, manner, delay, pace);
    }

    boolean isUsual() {
        return body == null && choice == null;
    }

    /** The other reply, put on the wire as this one says. */
    Reply manners(Reply other) {
        return new Reply(other.status, other.headers, other.body, null, manner, delay, pace).headers(headers);
    }

    private Reply in(Manner manner) {
        return new Reply(status, headers, body, choice, manner, delay, pace);
    }
}
