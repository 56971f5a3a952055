package dev.moderato.modeldouble;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A double for each test class, and calls of it. */
abstract class DoubleTesting {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    static ModelDouble models;

    @BeforeAll
    static void start() {
        models = ModelDouble.start();
    }

    @AfterAll
    static void stop() {
        models.close();
    }

    @BeforeEach
    void reset() {
        models.reset();
    }

    static JsonObject safeguard(String policy, String judged) throws Exception {
        var system = new JsonObject().put("role", "system").put("content", policy);
        var content = new JsonObject().put("content", judged).put("context", "[[v=HR1:HR1.a]]");
        return new JsonObject(content(chat("groq", Family.SAFEGUARD_20B, system, user(content.encode()))));
    }

    static HttpResponse<String> predict(Object inputs, Boolean truncate) throws Exception {
        var body = new JsonObject().put("inputs", inputs);
        var sent = truncate == null ? body : body.put("truncate", truncate);
        return send(HttpRequest.newBuilder(URI.create(models.url("tei") + "/predict"))
            .POST(BodyPublishers.ofString(sent.encode())));
    }

    static HttpResponse<String> chat(String profile, String model, JsonObject... messages) throws Exception {
        return post(profile, request(model, messages));
    }

    static HttpResponse<String> post(String profile, JsonObject body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(models.url(profile) + "/chat/completions"))
            .header("Authorization", "Bearer " + ModelDouble.KEY).POST(BodyPublishers.ofString(body.encode())));
    }

    static HttpResponse<String> get(String url) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Bearer " + ModelDouble.KEY));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.timeout(Duration.ofSeconds(2)).build(), BodyHandlers.ofString());
    }

    static JsonObject request(String model, JsonObject... messages) {
        return new JsonObject().put("model", model).put("messages", new JsonArray(List.of(messages)));
    }

    static JsonObject user(String content) {
        return new JsonObject().put("role", "user").put("content", content);
    }

    static JsonObject text(String text) {
        return new JsonObject().put("type", "text").put("text", text);
    }

    static JsonObject image() {
        return new JsonObject().put("type", "image_url")
            .put("image_url", new JsonObject().put("url", "data:image/png;base64,AAAA"));
    }

    static JsonObject json(HttpResponse<String> reply) {
        return new JsonObject(reply.body());
    }

    static JsonObject error(HttpResponse<String> reply) {
        return json(reply).getJsonObject("error");
    }

    static JsonObject choice(HttpResponse<String> reply) {
        return json(reply).getJsonArray("choices").getJsonObject(0);
    }

    static JsonObject message(HttpResponse<String> reply) {
        return choice(reply).getJsonObject("message");
    }

    static String content(HttpResponse<String> reply) {
        return message(reply).getString("content");
    }

    static int cached(HttpResponse<String> reply) {
        return json(reply).getJsonObject("usage").getJsonObject("prompt_tokens_details").getInteger("cached_tokens");
    }
}
