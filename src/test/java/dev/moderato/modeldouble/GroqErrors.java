package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;

/** Groq's error bodies. {@code code} and {@code param} are absent more often than not. */
final class GroqErrors {

    private static final String INVALID = "invalid_request_error";

    private GroqErrors() {
    }

    static Reply of(int status, String message, String type, String code) {
        return Reply.json(status, wrapped(error(message, type).put("code", code)));
    }

    static Reply invalid(String message) {
        return Reply.json(400, wrapped(error(message, INVALID)));
    }

    static Reply invalidField(String param, String message) {
        return Reply.json(400, wrapped(error(message, INVALID).put("param", param)));
    }

    static Reply invalid(int status, String code, String message) {
        return of(status, message, INVALID, code);
    }

    static Reply tooLong() {
        return Reply.json(400, wrapped(error("Please reduce the length of the messages or completion.", INVALID)
            .put("param", "messages").put("code", "context_length_exceeded")));
    }

    static Reply notFound(String model) {
        return invalid(404, "model_not_found",
            "The model `" + model + "` does not exist or you do not have access to it.");
    }

    static Reply decommissioned(String model) {
        return invalid(400, "model_decommissioned", "The model `" + model + "` has been decommissioned and is no "
            + "longer supported. Please refer to the deprecations page for a model to use instead.");
    }

    static Reply badJson(String generated) {
        return Reply.json(400, wrapped(error("Failed to generate JSON. Please adjust your prompt. See "
            + "'failed_generation' for more details.", INVALID)
            .put("code", "json_validate_failed").put("failed_generation", generated)));
    }

    private static JsonObject error(String message, String type) {
        return new JsonObject().put("message", message).put("type", type);
    }

    private static JsonObject wrapped(JsonObject error) {
        return new JsonObject().put("error", error);
    }
}
