package dev.moderato.guard;

import dev.moderato.guard.Reading.Read;
import dev.moderato.policy.BooksForTests;
import dev.moderato.policy.Policy;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** What hosts reply, and questions to be asked. */
final class DialectsForTests {

    static final Policy POLICY = BooksForTests.policy("insults", "consult: always");

    private DialectsForTests() {
    }

    static String reply(String content) {
        return reply(content, "stop");
    }

    static String reply(String content, String finishReason) {
        return reply(new JsonObject().put("role", "assistant").put("content", content), finishReason, null);
    }

    static String reply(JsonObject message, String finishReason, JsonArray logprobs) {
        return new JsonObject().put("id", "chatcmpl-1").put("surprise", 1)
            .put("choices", new JsonArray().add(new JsonObject().put("index", 0).put("message", message)
                .put("logprobs", logprobs == null ? null : new JsonObject().put("content", logprobs))
                .put("finish_reason", finishReason)))
            .put("usage", new JsonObject().put("prompt_tokens", 7).put("completion_tokens", 3)
                .put("prompt_tokens_details", new JsonObject().put("cached_tokens", 5))).encode();
    }

    static Question question(String text) {
        return Question.about(Exchange.of(text));
    }

    static Question policyQuestion(String text) {
        return Question.about(Exchange.of(text)).by(POLICY);
    }

    static Ask ask(Dialect dialect, Question question) {
        return dialect.asks(question).get(0);
    }

    static JsonObject body(Ask ask) {
        return new JsonObject(ask.body());
    }

    static Verdict verdict(Reading reading) {
        return ((Read) reading).verdict();
    }
}
