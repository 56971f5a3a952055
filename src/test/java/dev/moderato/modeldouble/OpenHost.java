package dev.moderato.modeldouble;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.function.Supplier;

/** vLLM, llama.cpp and Ollama: one server each, without a key, with Llama Guard and the safeguard model. */
final class OpenHost implements Host {

    private final Supplier<InstantSource> clock;
    private final Ids ids;

    OpenHost(Supplier<InstantSource> clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public Reply answer(Call call) {
        if (call.is("POST", "/chat/completions")) {
            return OpenRules.chat(call).orElseGet(() -> verdict(call));
        }
        if (call.is("GET", "/health")) {
            return Reply.emptyBody();
        }
        return call.is("GET", "/models") ? models(call) : OpenErrors.of(call.profile(), 404, "Not Found");
    }

    @Override
    public Reply completion(Call call, JsonObject choice) {
        var message = choice.getJsonObject("message").copy();
        var legacy = call.profile() == Profile.VLLM_LEGACY;
        if (legacy || call.profile() == Profile.VLLM) {
            var other = legacy ? "reasoning_content" : "reasoning";
            for (var name : new String[] {"refusal", "annotations", "audio", "function_call", other}) {
                message.put(name, message.getValue(name));
            }
            message.put("tool_calls", new JsonArray());
        }
        var body = new JsonObject().put("id", id(call)).put("object", "chat.completion")
            .put("created", clock.get().instant().getEpochSecond()).put("model", call.model())
            .put("choices", new JsonArray().add(new JsonObject().put("index", 0).put("message", message)
                .put("logprobs", choice.getValue("logprobs")).put("finish_reason", choice.getValue("finish_reason"))))
            .put("usage", usage(call, message));
        return Reply.json(200, trimmings(call, body));
    }

    private Reply verdict(Call call) {
        var older = call.profile() == Profile.VLLM_LEGACY || call.profile() == Profile.LLAMACPP;
        var choice = Choices.of(call, older ? "reasoning_content" : "reasoning");
        if (call.asks(Family.LLAMA_GUARD)) {
            var message = choice.getJsonObject("message");
            if (call.profile() != Profile.OLLAMA) {
                message.put("content", "\n\n" + message.getString("content"));
            }
            if (call.has("logprobs")) {
                choice.put("logprobs", LlamaGuardTokens.logprobs(message.getString("content"),
                    Verdicts.unsafe(call.seen().judged()), (int) call.number("top_logprobs", 0)));
            }
        }
        return completion(call, choice);
    }

    private static Reply models(Call call) {
        var rows = new JsonArray();
        OpenRules.models(call).forEach(model -> rows.add(new JsonObject().put("id", model).put("object", "model")
            .put("created", 1_748_600_000).put("owned_by", call.profile().word())
            .put("max_model_len", OpenRules.window(model))));
        return Reply.json(200, new JsonObject().put("object", "list").put("data", rows));
    }

    private static JsonObject usage(Call call, JsonObject message) {
        var prompt = Tokens.ofPrompt(call.body());
        var completion = call.asks(Family.LLAMA_GUARD) && message.getValue("content") instanceof String content
            ? LlamaGuardTokens.count(content) : Tokens.ofReply(message);
        return new JsonObject().put("prompt_tokens", prompt).put("total_tokens", prompt + completion)
            .put("completion_tokens", completion);
    }

    private static JsonObject trimmings(Call call, JsonObject body) {
        return switch (call.profile()) {
            case OLLAMA -> body.put("system_fingerprint", "fp_ollama");
            case LLAMACPP -> body.put("system_fingerprint", "b1")
                .put("timings", new JsonObject().put("prompt_ms", 12.5).put("predicted_ms", 31.25));
            default -> body.put("service_tier", null).put("system_fingerprint", null).put("prompt_logprobs", null)
                .put("kv_transfer_params", null);
        };
    }

    private String id(Call call) {
        return call.profile() == Profile.OLLAMA ? "chatcmpl-" + ids.number() : ids.completion();
    }
}
