package dev.moderato.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An HTTP answer that is no 2xx, and what follows from it. The order is that of Groq's own client: what
 * {@code x-should-retry} says, then the status.
 *
 * @param header looks a header up, null when absent
 */
record HostReply(int status, UnaryOperator<String> header, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    /** @param patience what is left of the submission's time: a longer wait than that is of no use */
    Fault fault(Duration patience, Instant now) {
        var error = error();
        var why = why(error);
        var pause = RetryAfter.of(header, error.message(), now).orElse(FIRST_PAUSE);
        return new Fault(why, error.toString(), Optional.of(error), pause,
            worthRepeating(why) && pause.compareTo(patience) < 0);
    }

    /** The error in whatever form this host has for it; bodies that aren't JSON tell nothing. */
    HostError error() {
        var root = json();
        var error = root.path("error").isObject() ? root.path("error") : root;
        var message = root.path("error").isTextual() ? root.path("error").asText() : error.path("message").asText("");
        var code = error.path("code").isTextual() ? error.path("code").asText()
            : error.path("error_type").asText(error.path("type").asText(""));
        return new HostError(status, word(code), message, word(error.path("param").asText("")));
    }

    private Cause why(HostError error) {
        return switch (error.code()) {
            case "model_not_found", "model_decommissioned", "model_terms_required" -> Cause.MODEL_GONE;
            case "invalid_api_key", "model_permission_blocked_org", "model_permission_blocked_project" ->
                Cause.UNAUTHORIZED;
            default -> switch (status) {
                case 401, 403 -> Cause.UNAUTHORIZED;
                case 404 -> Cause.MODEL_GONE;
                case 408 -> Cause.TIMED_OUT;
                case 413 -> Cause.TOO_LARGE;
                case 429 -> Cause.RATE_LIMITED;
                case 424 -> Cause.HOST_ERROR;
                case 498, 503 -> Cause.OVERLOADED;
                default -> status >= 500 ? Cause.HOST_ERROR : Cause.REJECTED;
            };
        };
    }

    private boolean worthRepeating(Cause why) {
        if (status == 413 || why == Cause.MODEL_GONE || why == Cause.UNAUTHORIZED) {
            return false;
        }
        var told = header.apply("x-should-retry");
        if ("true".equals(told) || "false".equals(told)) {
            return Boolean.parseBoolean(told);
        }
        return status == 408 || status == 409 || status == 429 || status >= 500;
    }

    private JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** Codes are written to the log and the audit record: only what looks like one. */
    private static String word(String code) {
        return code.matches("[A-Za-z0-9_.\\-]{1,60}") ? code : "";
    }
}
