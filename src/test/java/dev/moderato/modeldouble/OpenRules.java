package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the servers that people run themselves refuse. Those that check less than vLLM are let off here too. */
final class OpenRules {

    private static final int IMAGES = 5;
    private static final int TOP_LOGPROBS = 20;
    private static final List<Function<Call, Reply>> CHAT = List.of(OpenRules::shape, OpenRules::model,
        OpenRules::logprobs, OpenRules::turns, OpenRules::images, OpenRules::length);

    private OpenRules() {
    }

    static Optional<Reply> chat(Call call) {
        return CHAT.stream().map(rule -> rule.apply(call)).filter(reply -> reply != null).findFirst();
    }

    static List<String> models(Call call) {
        var all = call.profile() == Profile.OLLAMA
            ? List.of("gpt-oss-safeguard:20b", "llama-guard3:8b", "llama-guard3:1b")
            : List.of(Family.LLAMA_GUARD_4, Family.SAFEGUARD_20B, Family.FAKE_SAFEGUARD);
        return all.stream().filter(model -> !call.on("retired=" + model)).toList();
    }

    static int window(String model) {
        return model.contains("llama-guard") ? 16_384 : 131_072;
    }

    private static Reply shape(Call call) {
        return call.messages().isEmpty()
            ? OpenErrors.of(call.profile(), 400, "the request has no messages, or is no JSON object") : null;
    }

    private static Reply model(Call call) {
        if (models(call).contains(call.model())) {
            return null;
        }
        return OpenErrors.of(call.profile(), 404, call.profile() == Profile.OLLAMA
            ? "model '" + call.model() + "' not found" : "The model `" + call.model() + "` does not exist.");
    }

    private static Reply logprobs(Call call) {
        return call.number("top_logprobs", 0) > TOP_LOGPROBS
            ? OpenErrors.of(call.profile(), 400, "Requested sample logprobs of " + call.number("top_logprobs", 0)
                + ", which is greater than max allowed: " + TOP_LOGPROBS) : null;
    }

    /** The chat template of Llama Guard takes turns that alternate, the first one the user's; Ollama's any. */
    private static Reply turns(Call call) {
        if (!call.asks(Family.LLAMA_GUARD) || call.profile() == Profile.OLLAMA) {
            return null;
        }
        var turns = call.messages();
        for (var i = 0; i < turns.size(); i++) {
            if (!Messages.role(turns.get(i)).equals(i % 2 == 0 ? "user" : "assistant")) {
                return OpenErrors.of(call.profile(), 400,
                    "Conversation roles must alternate user/assistant/user/assistant/...");
            }
        }
        return null;
    }

    private static Reply images(Call call) {
        var count = call.images().size();
        if (count > (call.asks(Family.LLAMA_GUARD) ? IMAGES : 0)) {
            return OpenErrors.of(call.profile(), 400, call.asks(Family.LLAMA_GUARD)
                ? "At most " + IMAGES + " image(s) may be provided in one prompt." : "the model takes no images");
        }
        return call.messages().stream().anyMatch(OpenRules::isImageOnly)
            ? OpenErrors.of(call.profile(), 400, "the number of images does not match that of image placeholders")
            : null;
    }

    /** Llama Guard's chat template makes room for images only in a message that has text too. */
    private static boolean isImageOnly(JsonObject message) {
        return !Messages.images(message).isEmpty()
            && Messages.parts(message).stream().noneMatch(part -> "text".equals(part.getValue("type")));
    }

    private static Reply length(Call call) {
        var tokens = Tokens.ofPrompt(call.body());
        return tokens > window(call.model()) ? OpenErrors.tooLong(call.profile(), tokens, window(call.model())) : null;
    }
}
