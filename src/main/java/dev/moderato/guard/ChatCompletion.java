package dev.moderato.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A reply of an OpenAI-compatible host, as far as it can be read. Every field of it is optional, unknown ones are
 * ignored.
 *
 * @param content the model's answer; empty when there was none
 * @param reasoning {@code reasoning}, or {@code reasoning_content} as older vLLM and llama.cpp have it
 * @param cut whether the model was stopped by its budget of tokens
 * @param logprobs {@code logprobs.content}, missing where the host gives none
 */
record ChatCompletion(String content, Optional<String> reasoning, boolean cut, JsonNode logprobs, Usage usage) {

    static final String PATH = "/chat/completions";

    private static final ObjectMapper JSON = new ObjectMapper();

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** @return empty when the body is no completion */
    static Optional<ChatCompletion> parse(String body) {
        return json(body).filter(root -> root.path("choices").path(0).path("message").isObject()).map(root -> {
            var choice = root.path("choices").path(0);
            var message = choice.path("message");
            return new ChatCompletion(Optional.ofNullable(message.path("content").textValue()).orElse(""),
                Optional.ofNullable(message.path("reasoning").textValue())
                    .or(() -> Optional.ofNullable(message.path("reasoning_content").textValue())),
                "length".equals(choice.path("finish_reason").asText()),
                choice.path("logprobs").path("content"), usage(root.path("usage")));
        });
    }

    /** A JSON object or array; empty for anything else. */
    static Optional<JsonNode> json(String text) {
        try {
            return Optional.ofNullable(text == null ? null : JSON.readTree(text)).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The request once more, changed. */
    static Ask changed(Ask ask, Consumer<ObjectNode> change) {
        var body = (ObjectNode) json(ask.body()).orElseThrow();
        change.accept(body);
        return ask.changed(body.toString());
    }

    /** What every chat model is asked instead when Groq's flex tier is full: the same, on demand. */
    static List<Ask> onDemand(Ask refused, HostError error) {
        return error.status() == 498 && refused.changes() == 0
            ? List.of(changed(refused, body -> body.put("service_tier", "on_demand"))) : List.of();
    }

    /** Whether the host complains of this field of the request. */
    static boolean complainsOf(HostError error, String field) {
        return error.status() == 400 && (error.param().contains(field) || error.message().contains(field));
    }

    private static Usage usage(JsonNode usage) {
        return new Usage(usage.path("prompt_tokens").asLong(),
            usage.path("prompt_tokens_details").path("cached_tokens").asLong(),
            usage.path("completion_tokens").asLong());
    }
}
