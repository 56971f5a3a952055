package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The error bodies of the servers that people run themselves. */
final class OpenErrors {

    private static final Map<Integer, String> VLLM = Map.of(400, "BadRequestError", 404, "NotFoundError");
    private static final Map<Integer, String> LLAMACPP = Map.of(400, "invalid_request_error", 404, "not_found_error");

    private OpenErrors() {
    }

    static Reply of(Profile profile, int status, String message) {
        return Reply.json(status, switch (profile) {
            case VLLM_LEGACY -> new JsonObject().put("object", "error").mergeIn(vllm(status, message));
            case LLAMACPP -> wrapped(new JsonObject().put("code", status).put("message", message)
                .put("type", LLAMACPP.get(status)));
            case OLLAMA -> wrapped(new JsonObject().put("message", message).put("type", LLAMACPP.get(status))
                .put("param", null).put("code", null));
            default -> wrapped(vllm(status, message));
        });
    }

    static Reply tooLong(Profile profile, int tokens, int window) {
        if (profile != Profile.LLAMACPP) {
            return of(profile, 400, "This model's maximum context length is " + window + " tokens. However, your "
                + "request has " + tokens + " input tokens. Please reduce the length of the input messages.");
        }
        return Reply.json(400, wrapped(new JsonObject().put("code", 400)
            .put("message", "request (" + tokens + " tokens) exceeds the available context size (" + window
                + " tokens), try increasing it")
            .put("type", "exceed_context_size_error").put("n_prompt_tokens", tokens).put("n_ctx", window)));
    }

    private static JsonObject vllm(int status, String message) {
        return new JsonObject().put("message", message).put("type", VLLM.get(status)).put("param", null)
            .put("code", status);
    }

    private static JsonObject wrapped(JsonObject error) {
        return new JsonObject().put("error", error);
    }
}
