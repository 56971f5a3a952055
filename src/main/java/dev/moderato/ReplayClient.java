package dev.moderato;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Begins a replay at a service, looks at it, and cancels it. Answers are the service's JSON. */
final class ReplayClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration OUT_OF_SIGHT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(PATIENCE).build();
    private final String replays;
    private final Optional<String> key;

    ReplayClient(URI service, Optional<String> key) {
        this.replays = service.toString().replaceAll("/+$", "") + "/v1/replays";
        this.key = key;
    }

    /** The service says no, and why. */
    static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1;

        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        /** Whether the same may be answered later. */
        boolean passes() {
            return status == 429 || status >= 500;
        }
    }

    JsonNode begin(JsonNode request) throws IOException, InterruptedException, RefusedException {
        return send("POST", "", BodyPublishers.ofString(request.toString()));
    }

    /** How it is; patient with a service that is away, since the replay goes on there or is known to have ended. */
    JsonNode look(String id) throws IOException, InterruptedException, RefusedException {
        var until = System.nanoTime() + OUT_OF_SIGHT.toNanos();
        while (true) {
            try {
                return send("GET", "/" + id, BodyPublishers.noBody());
            } catch (RefusedException e) {
                if (!e.passes() || System.nanoTime() - until > 0) {
                    throw e;
                }
            } catch (IOException e) {
                if (System.nanoTime() - until > 0) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    void cancel(String id) throws IOException, InterruptedException, RefusedException {
        send("DELETE", "/" + id, BodyPublishers.noBody());
    }

    private JsonNode send(String method, String path, BodyPublisher body)
        throws IOException, InterruptedException, RefusedException {
        var request = HttpRequest.newBuilder(URI.create(replays + path)).timeout(PATIENCE)
            .header("Content-Type", "application/json").method(method, body);
        key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        var answer = http.send(request.build(), BodyHandlers.ofByteArray());
        var json = json(answer.body());
        if (answer.statusCode() / 100 != 2) {
            throw new RefusedException(answer.statusCode(), answer.statusCode() + " "
                + json.path("detail").asText("at " + replays)
                + (json.has("field") ? " [" + json.path("field").asText() + "]" : ""));
        }
        return json;
    }

    private static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            return JSON.createObjectNode();
        }
    }
}
