package dev.moderato.modeldouble;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Groq, as of when it no longer had Llama Guard 4. */
final class GroqHost implements Host {

    private static final List<String> MODELS = List.of(Family.SAFEGUARD_20B, Family.PROMPT_GUARD_86M,
        Family.PROMPT_GUARD_22M, Family.LLAMA_GUARD_4);
    private static final int REMEMBERED = 10_000;

    private final Set<String> policies = ConcurrentHashMap.newKeySet();
    private final Random timings = new Random(4);
    private final Supplier<InstantSource> clock;
    private final RateLimits limits;
    private final Ids ids;

    GroqHost(Supplier<InstantSource> clock, RateLimits limits, Ids ids) {
        this.clock = clock;
        this.limits = limits;
        this.ids = ids;
    }

    @Override
    public Reply answer(Call call) {
        var refused = GroqRules.door(call);
        if (refused.isPresent()) {
            return signed(call, refused.get());
        }
        if (call.is("POST", "/chat/completions")) {
            return chat(call);
        }
        return signed(call, call.seen().method().equals("GET") ? models(call) : unknownUrl(call));
    }

    @Override
    public Reply completion(Call call, JsonObject choice) {
        var message = choice.getJsonObject("message");
        var id = ids.request();
        return signed(call, Reply.json(200, new JsonObject()
            .put("id", ids.completion()).put("object", "chat.completion")
            .put("created", clock.get().instant().getEpochSecond()).put("model", call.model())
            .put("choices", new JsonArray().add(new JsonObject().put("index", 0).put("message", message)
                .put("logprobs", null).put("finish_reason", choice.getValue("finish_reason"))))
            .put("usage", usage(call, message)).put("system_fingerprint", "fp_d0b1e00001")
            .put("x_groq", new JsonObject().put("id", id)).put("service_tier", tier(call))))
            .header("x-request-id", id);
    }

    void forget() {
        policies.clear();
    }

    private Reply chat(Call call) {
        var refused = GroqRules.chat(call);
        if (refused.isPresent()) {
            return signed(call, refused.get());
        }
        var prompt = Tokens.ofPrompt(call.body());
        var reserved = prompt + call.maxTokens(call.asks(Family.SAFEGUARD) ? 2048 : 0);
        var limited = limits.take(call.model(), reserved);
        if (limited.isPresent()) {
            return signed(call, limited.get());
        }
        var choice = Choices.of(call, "reasoning");
        var message = choice.getJsonObject("message");
        limits.giveBack(call.model(), Math.max(0, reserved - prompt - completionTokens(call, message)));
        return GroqRules.asksJson(call) && call.on("bad-json")
            ? signed(call, GroqErrors.badJson("{\"violation\": 1, \"category\": \"")) : completion(call, choice);
    }

    private Reply models(Call call) {
        var served = MODELS.stream().filter(model -> GroqRules.serves(call, model)).toList();
        if (call.operation().equals("/models")) {
            var rows = new JsonArray();
            served.forEach(model -> rows.add(row(model)));
            return Reply.json(200, new JsonObject().put("object", "list").put("data", rows));
        }
        var prefix = "/models/";
        if (!call.operation().startsWith(prefix)) {
            return unknownUrl(call);
        }
        var model = call.operation().substring(prefix.length());
        return served.contains(model) ? Reply.json(200, row(model)) : GroqErrors.notFound(model);
    }

    private static JsonObject row(String model) {
        var window = model.contains("prompt-guard") ? GroqRules.PROMPT_GUARD_TOKENS : 131_072;
        return new JsonObject().put("id", model).put("object", "model").put("created", 1_748_600_000)
            .put("owned_by", model.startsWith("openai") ? "OpenAI" : "Meta").put("active", true)
            .put("context_window", window).put("supported_features", new JsonArray().add("json_mode"))
            .put("output_modalities", new JsonArray().add("text"));
    }

    private static Reply unknownUrl(Call call) {
        return GroqErrors.invalid(404, "unknown_url",
            "Unknown request URL: " + call.seen().method() + " " + call.seen().path());
    }

    private JsonObject usage(Call call, JsonObject message) {
        var prompt = Tokens.ofPrompt(call.body());
        var completion = completionTokens(call, message);
        var promptTime = timings.nextInt(1, 40) / 1000.0;
        var completionTime = completion / 1000.0;
        var usage = new JsonObject().put("queue_time", timings.nextInt(10, 60) / 1000.0)
            .put("prompt_tokens", prompt).put("prompt_time", promptTime)
            .put("completion_tokens", completion).put("completion_time", completionTime)
            .put("total_tokens", call.asks(Family.PROMPT_GUARD) ? 0 : prompt + completion)
            .put("total_time", promptTime + completionTime);
        return call.asks(Family.SAFEGUARD) ? usage
            .put("prompt_tokens_details", new JsonObject().put("cached_tokens", cached(call)))
            .put("completion_tokens_details", new JsonObject().put("reasoning_tokens", Tokens.ofReasoning(message)))
            : usage;
    }

    private static int completionTokens(Call call, JsonObject message) {
        return call.asks(Family.PROMPT_GUARD) ? 0 : Tokens.ofReply(message);
    }

    /** Nothing of a system message that is new, whole blocks of 128 tokens of one that is known. */
    private int cached(Call call) {
        var policy = call.seen().system();
        if (policies.contains(policy)) {
            return Tokens.of(policy) / 128 * 128;
        }
        if (policies.size() < REMEMBERED) {
            policies.add(policy);
        }
        return 0;
    }

    private static String tier(Call call) {
        var tier = String.valueOf(call.body().getValue("service_tier"));
        return tier.equals("flex") || tier.equals("performance") ? tier : "on_demand";
    }

    private Reply signed(Call call, Reply reply) {
        return reply.headers(limits.headers(call.model()))
            .headers(Map.of("x-request-id", ids.request(), "x-groq-region", "dub"));
    }
}
