package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;

/** What the double says by itself to a chat completion request: {@code message} and {@code finish_reason}. */
final class Choices {

    private Choices() {
    }

    /** @param reasoning what the host calls the safeguard's thoughts */
    static JsonObject of(Call call, String reasoning) {
        var message = new JsonObject().put("role", "assistant").put("content", content(call));
        if (call.asks(Family.SAFEGUARD) && !Boolean.FALSE.equals(call.body().getValue("include_reasoning"))) {
            message.put(reasoning, "I compare the content with each rule of the policy in turn.");
        }
        return new JsonObject().put("message", message).put("finish_reason", "stop");
    }

    private static String content(Call call) {
        var text = call.seen().judged();
        return switch (call.family().orElseThrow()) {
            case LLAMA_GUARD -> Verdicts.llamaGuard(text);
            case PROMPT_GUARD -> Verdicts.promptGuard(text);
            case SAFEGUARD -> Verdicts.safeguard(call.seen().system(), text).encode();
        };
    }
}
