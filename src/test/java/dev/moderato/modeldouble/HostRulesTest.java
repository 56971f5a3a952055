package dev.moderato.modeldouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.Test;

class HostRulesTest extends DoubleTesting {

    @Test
    void groqWantsItsKey() throws Exception {
        var body = request(Family.PROMPT_GUARD_86M, user("hello"));
        var refused = send(HttpRequest.newBuilder(URI.create(models.url("groq") + "/chat/completions"))
            .POST(BodyPublishers.ofString(body.encode())));
        assertEquals(401, refused.statusCode());
        assertEquals("invalid_api_key", error(refused).getString("code"));
        assertTrue(refused.headers().firstValue("x-request-id").orElseThrow().startsWith("req_01"));
        assertFalse(models.seen().get(0).authorized());
    }

    @Test
    void groqHasNoLlamaGuardUnlessHistorical() throws Exception {
        assertEquals("model_not_found", error(chat("groq", Family.LLAMA_GUARD_4, user("a"))).getString("code"));
        models.turnOn("lg4=decommissioned");
        assertEquals("model_decommissioned", error(chat("groq", Family.LLAMA_GUARD_4, user("a"))).getString("code"));
        models.turnOff("lg4=decommissioned").turnOn("lg4=historical");
        assertEquals("unsafe\nS2", content(chat("groq", "meta-llama/Llama-Guard-4-12B", user("[[S2]]"))));
    }

    @Test
    void groqRefusesWhatItDoesNotSupport() throws Exception {
        var logprobs = post("groq", request(Family.SAFEGUARD_20B, user("a")).put("logprobs", true));
        assertEquals("logprobs", error(logprobs).getString("param"));
        assertEquals("n", error(post("groq", request(Family.SAFEGUARD_20B, user("a")).put("n", 2))).getString("param"));
        var format = new JsonObject().put("type", "json_object");
        var mode = request(Family.SAFEGUARD_20B, user("a")).put("response_format", format);
        assertEquals(400, post("groq", mode).statusCode());
        var tier = request(Family.SAFEGUARD_20B, user("a")).put("service_tier", "flex");
        assertEquals(200, post("groq", tier).statusCode());
        models.turnOn("flex-full", "blocked=" + Family.PROMPT_GUARD_22M);
        assertEquals(498, post("groq", tier).statusCode());
        assertEquals(403, chat("groq", Family.PROMPT_GUARD_22M, user("a")).statusCode());
    }

    @Test
    void promptGuardTakesOneShortUserMessage() throws Exception {
        var two = chat("groq", Family.PROMPT_GUARD_86M, user("a"), user("b"));
        assertEquals("messages must contains a single user message for text classification models",
            error(two).getString("message"));
        assertEquals(200, chat("groq", Family.PROMPT_GUARD_86M, user("a".repeat(2099))).statusCode());
        var tooLong = chat("groq", Family.PROMPT_GUARD_86M, user("a".repeat(2100)));
        assertEquals("context_length_exceeded", error(tooLong).getString("code"));
        assertEquals(400, chat("groq", Family.PROMPT_GUARD_86M, user("ж".repeat(1025))).statusCode());
    }

    @Test
    void aRetiredModelIsListedNoMore() throws Exception {
        assertTrue(get(models.url("groq") + "/models").body().contains(Family.SAFEGUARD_20B));
        models.turnOn("retired=" + Family.SAFEGUARD_20B);
        assertFalse(get(models.url("groq") + "/models").body().contains(Family.SAFEGUARD_20B));
        assertEquals(404, chat("groq", Family.SAFEGUARD_20B, user("a")).statusCode());
    }

    @Test
    void olderVllmHasFlatErrorsAndOllamaItsOwn() throws Exception {
        assertEquals("NotFoundError", json(chat("vllm-legacy", "gone", user("a"))).getString("type"));
        assertEquals("not_found_error", error(chat("ollama", "gone", user("a"))).getString("type"));
        assertEquals("unsafe\nS1", content(chat("ollama", "llama-guard3:8b", user("[[S1]]"))));
        assertEquals(404, error(chat("llamacpp", "gone", user("a"))).getInteger("code"));
    }
}
