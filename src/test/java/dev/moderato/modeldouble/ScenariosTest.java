package dev.moderato.modeldouble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScenariosTest extends DoubleTesting {

    @Test
    void repliesBreakAsTold() throws Exception {
        models.script(Seen.any(), Reply.truncatedJson(), Reply.emptyChoices(), Reply.emptyBody(), Reply.reset(),
            Reply.resetAfterHeaders(), Reply.hang(), Reply.usual().gzip(),
            Reply.usual().slowBody(Duration.ofMillis(100)), Reply.usual().after(Duration.ofMillis(100)));
        assertThrows(RuntimeException.class, () -> json(chat("groq", Family.PROMPT_GUARD_86M, user("x"))));
        assertTrue(json(chat("groq", Family.PROMPT_GUARD_86M, user("x"))).getJsonArray("choices").isEmpty());
        assertEquals("", chat("groq", Family.PROMPT_GUARD_86M, user("x")).body());
        assertThrows(IOException.class, () -> chat("groq", Family.PROMPT_GUARD_86M, user("x")));
        assertThrows(IOException.class, () -> chat("groq", Family.PROMPT_GUARD_86M, user("x")));
        assertThrows(HttpTimeoutException.class, () -> chat("groq", Family.PROMPT_GUARD_86M, user("x")));
        var zipped = chat("groq", Family.PROMPT_GUARD_86M, user("x"));
        assertEquals("gzip", zipped.headers().firstValue("content-encoding").orElseThrow());
        for (var slow = 0; slow < 2; slow++) {
            var before = System.nanoTime();
            assertTrue(content(chat("groq", Family.PROMPT_GUARD_86M, user("x"))).startsWith("0.0004"));
            assertTrue(System.nanoTime() - before > 90_000_000);
        }
        assertEquals(9, models.count());
    }

    @Test
    void scenariosCanBeSetOverHttpAndByHeader() throws Exception {
        var reply = new JsonObject().put("status", 429).put("headers", new JsonObject().put("retry-after", "1"))
            .put("body", new JsonObject().put("error", new JsonObject()));
        var scenario = new JsonObject().put("match", new JsonObject().put("contains", "x").put("path", "/groq"))
            .put("then", new JsonArray().add(reply)).put("times", 2);
        var admin = "http://127.0.0.1:" + models.port() + "/__double/";
        assertEquals(204, send(HttpRequest.newBuilder(URI.create(admin + "scenario"))
            .POST(BodyPublishers.ofString(scenario.encode()))).statusCode());
        assertEquals(429, chat("groq", Family.PROMPT_GUARD_86M, user("x")).statusCode());
        assertEquals(429, chat("groq", Family.PROMPT_GUARD_86M, user("x")).statusCode());
        assertEquals(200, chat("groq", Family.PROMPT_GUARD_86M, user("x")).statusCode());
        assertEquals(3, new JsonArray(get(admin + "requests").body()).size());
        assertFalse(get(admin + "requests").body().contains(ModelDouble.KEY));
        var body = request(Family.PROMPT_GUARD_86M, user("x")).encode();
        assertEquals(502, send(HttpRequest.newBuilder(URI.create(models.url("vllm") + "/chat/completions"))
            .header("X-Double-Scenario", "502").POST(BodyPublishers.ofString(body))).statusCode());
    }

    @Test
    void limitsRefillAllTheTime() throws Exception {
        var now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        models.clock(now::get).limits(Family.PROMPT_GUARD_86M, 2, 0);
        assertEquals(200, chat("groq", Family.PROMPT_GUARD_86M, user("a")).statusCode());
        assertEquals(200, chat("groq", Family.PROMPT_GUARD_86M, user("a")).statusCode());
        var refused = chat("groq", Family.PROMPT_GUARD_86M, user("a"));
        assertEquals(429, refused.statusCode());
        assertEquals("30", refused.headers().firstValue("retry-after").orElseThrow());
        assertTrue(error(refused).getString("message").contains("requests per minute (RPM): Limit 2, Used 2"));
        assertTrue(error(refused).getString("message").contains("Please try again in 30s."));
        now.updateAndGet(then -> then.plusSeconds(30));
        assertEquals(200, chat("groq", Family.PROMPT_GUARD_86M, user("a")).statusCode());
        assertEquals(429, chat("groq", Family.PROMPT_GUARD_86M, user("a")).statusCode());
    }

    @Test
    void tokensAreReservedAndGivenBack() throws Exception {
        var now = Instant.parse("2026-01-01T00:00:00Z");
        models.clock(() -> now).limits(Family.SAFEGUARD_20B, 0, 1000);
        assertEquals(413, chat("groq", Family.SAFEGUARD_20B, user("a")).statusCode());
        var request = request(Family.SAFEGUARD_20B, user("a")).put("max_completion_tokens", 900);
        var first = post("groq", request);
        var used = json(first).getJsonObject("usage").getInteger("total_tokens");
        assertEquals("1000", first.headers().firstValue("x-ratelimit-limit-tokens").orElseThrow());
        assertEquals(1000 - used,
            Integer.parseInt(first.headers().firstValue("x-ratelimit-remaining-tokens").orElseThrow()));
        assertEquals(200, post("groq", request.put("max_completion_tokens", 900 - used)).statusCode());
        var refused = post("groq", request.put("max_completion_tokens", 980));
        assertEquals(429, refused.statusCode());
        assertEquals("tokens", error(refused).getString("type"));
    }

    @Test
    void durationsPrintAsInGo() {
        assertEquals("1h2m3.5s", GoDuration.print(Duration.ofMillis(3_723_500)));
        assertEquals("2m59.56s", GoDuration.print(Duration.ofMillis(179_560)));
        assertEquals("450ms", GoDuration.print(Duration.ofMillis(450)));
        assertEquals("1ms", GoDuration.print(Duration.ZERO));
        assertEquals("1m0s", GoDuration.print(Duration.ofMinutes(1)));
    }
}
