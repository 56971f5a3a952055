package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What Groq refuses, and in which order it looks. The outcomes are Groq's; the order is a guess. */
final class GroqRules {

    static final int PROMPT_GUARD_TOKENS = 512;

    private static final Set<String> SERVED =
        Set.of(Family.PROMPT_GUARD_86M, Family.PROMPT_GUARD_22M, Family.SAFEGUARD_20B);
    private static final List<String> UNSUPPORTED =
        List.of("logprobs", "top_logprobs", "logit_bias", "frequency_penalty", "presence_penalty");
    private static final Set<String> TIERS = Set.of("auto", "on_demand", "flex", "performance");
    private static final int IMAGES = 5;
    private static final int IMAGE_BYTES = 4 * 1024 * 1024;

    private static final List<Function<Call, Reply>> CHAT = List.of(GroqRules::shape, GroqRules::model,
        GroqRules::permission, GroqRules::fields, GroqRules::reasoning, GroqRules::promptGuard, GroqRules::jsonMode,
        GroqRules::images, GroqRules::tier);

    private GroqRules() {
    }

    /** What every call must pass. */
    static Optional<Reply> door(Call call) {
        if (call.on("cloudflare") && call.seen().header("user-agent").isEmpty()) {
            return Optional.of(Reply.raw("text/plain", 403, "error code: 1010"));
        }
        return call.authorization().equals("Bearer " + ModelDouble.KEY)
            ? Optional.empty() : Optional.of(GroqErrors.invalid(401, "invalid_api_key", "Invalid API Key"));
    }

    static Optional<Reply> chat(Call call) {
        return CHAT.stream().map(rule -> rule.apply(call)).filter(reply -> reply != null).findFirst();
    }

    static boolean serves(Call call, String model) {
        var known = SERVED.contains(model)
            || model.equalsIgnoreCase(Family.LLAMA_GUARD_4) && call.on("lg4=historical");
        return known && !call.on("retired=" + model);
    }

    private static Reply shape(Call call) {
        return call.messages().isEmpty() ? GroqErrors.invalid("'messages' : minimum number of items is 1") : null;
    }

    private static Reply model(Call call) {
        if (call.model().equals(Family.LLAMA_GUARD_4) && call.on("lg4=decommissioned")) {
            return GroqErrors.decommissioned(call.model());
        }
        return serves(call, call.model()) ? null : GroqErrors.notFound(call.model());
    }

    private static Reply permission(Call call) {
        return call.on("blocked=" + call.model()) ? GroqErrors.of(403, "The model `" + call.model() + "` is blocked at "
            + "the project level.", "permissions_error", "model_permission_blocked_project") : null;
    }

    private static Reply fields(Call call) {
        if (call.has("n") && call.number("n", 1) != 1) {
            return GroqErrors.invalidField("n", "'n' : number must be at most 1");
        }
        return UNSUPPORTED.stream().filter(call::has).findFirst()
            .map(name -> GroqErrors.invalidField(name, "`" + name + "` is not supported with this model")).orElse(null);
    }

    private static Reply reasoning(Call call) {
        return call.body().getValue("include_reasoning") != null && call.body().getValue("reasoning_format") != null
            ? GroqErrors.invalid("only one of `include_reasoning` and `reasoning_format` can be given") : null;
    }

    private static Reply promptGuard(Call call) {
        if (!call.asks(Family.PROMPT_GUARD)) {
            return null;
        }
        var message = call.messages().get(0);
        if (call.messages().size() != 1 || !Messages.role(message).equals("user")) {
            return GroqErrors.invalid(
                "messages must contains a single user message for text classification models");
        }
        if (!isOneText(message)) {
            return GroqErrors.invalid("the user message must be a single text for text classification models");
        }
        return Tokens.of(Messages.text(message)) > PROMPT_GUARD_TOKENS ? GroqErrors.tooLong() : null;
    }

    private static boolean isOneText(JsonObject message) {
        if (message.getValue("content") instanceof String text) {
            return !text.isEmpty();
        }
        var parts = Messages.parts(message);
        return parts.size() == 1 && "text".equals(parts.get(0).getValue("type"));
    }

    private static Reply jsonMode(Call call) {
        return call.asks(Family.SAFEGUARD) && asksJson(call) && call.messages().stream()
            .noneMatch(message -> Messages.text(message).toLowerCase(Locale.ROOT).contains("json"))
            ? GroqErrors.invalid("'messages' must contain the word 'json' in some form, to use 'response_format'")
            : null;
    }

    static boolean asksJson(Call call) {
        return call.body().getValue("response_format") instanceof JsonObject format
            && String.valueOf(format.getValue("type")).startsWith("json_");
    }

    private static Reply images(Call call) {
        var images = call.images();
        if (images.size() > IMAGES) {
            return GroqErrors.invalid("Too many images provided. This model supports up to " + IMAGES + " images");
        }
        if (call.seen().size() > IMAGE_BYTES
            && images.stream().anyMatch(image -> Messages.imageUrl(image).startsWith("data:"))) {
            return GroqErrors.invalid(413, "request_too_large", "Request Entity Too Large");
        }
        return !images.isEmpty() && !call.asks(Family.LLAMA_GUARD)
            ? GroqErrors.invalidField("messages", "this model does not support images in messages") : null;
    }

    private static Reply tier(Call call) {
        var tier = call.body().getValue("service_tier");
        if (tier != null && !TIERS.contains(tier.toString())) {
            return GroqErrors.invalidField("service_tier", "'service_tier' : value must be one of " + TIERS);
        }
        return "flex".equals(tier) && call.on("flex-full")
            ? GroqErrors.of(498, "`flex` tier capacity exceeded", "capacity_exceeded", "capacity_exceeded") : null;
    }
}
