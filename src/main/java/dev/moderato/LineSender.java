package dev.moderato;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Sends a file's lines to {@code POST /v1/decisions} as a stream, and takes the answers while it sends. Lines that are
 * done go as blank ones, so that the service counts lines as the file does.
 */
final class LineSender implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Buffer LINE_FEED = Buffer.buffer("\n");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final URI service;
    private final Optional<String> key;
    private volatile String trouble;

    LineSender(URI service, Optional<String> key) {
        this.service = service;
        this.key = key;
    }

    /** What kept the last lines from being decided. */
    Optional<String> lastTrouble() {
        return Optional.ofNullable(trouble);
    }

    /** Sends what isn't done. Returns when all is answered or nothing more comes, with how long to wait then. */
    Duration send(Path input, DecisionsFile decisions, Runnable onAnswer)
        throws IOException, InterruptedException, FileRun.CannotRunException {
        trouble = null;
        var done = new CompletableFuture<Duration>();
        try {
            var request = http.request(options()).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            request.exceptionHandler(done::completeExceptionally);
            request.response().onFailure(done::completeExceptionally)
                .onSuccess(response -> receive(response, decisions, onAnswer, done));
            write(input, decisions, request, done);
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FileRun.CannotRunException cannot) {
                throw cannot;
            }
            trouble = e.getCause().getMessage();
            return PAUSE;
        } catch (java.util.concurrent.TimeoutException e) {
            trouble = "no connection";
            return PAUSE;
        }
    }

    private RequestOptions options() {
        var options = new RequestOptions().setMethod(HttpMethod.POST)
            .setAbsoluteURI(service.toString().replaceAll("/+$", "") + "/v1/decisions")
            .putHeader("Content-Type", "application/x-ndjson");
        key.ifPresent(value -> options.putHeader("Authorization", "Bearer " + value));
        return options;
    }

    private static void write(Path input, DecisionsFile decisions, HttpClientRequest request,
                              CompletableFuture<Duration> done) throws IOException, InterruptedException {
        var drained = new Semaphore(0);
        request.setChunked(true).drainHandler(ready -> drained.release());
        try (var lines = new InputFile(input)) {
            for (var line = lines.next(); line != null && !done.isDone(); line = lines.next()) {
                request.write(decisions.has(line.number()) ? LINE_FEED
                    : Buffer.buffer(line.named().json()).appendBuffer(LINE_FEED));
                while (request.writeQueueFull() && !done.isDone()) {
                    drained.tryAcquire(1, TimeUnit.SECONDS);
                }
            }
        }
        request.end();
    }

    private void receive(HttpClientResponse response, DecisionsFile decisions, Runnable onAnswer,
                         CompletableFuture<Duration> done) {
        response.exceptionHandler(done::completeExceptionally);
        if (response.statusCode() != 200) {
            response.body().onFailure(done::completeExceptionally)
                .onSuccess(body -> refused(response, body, done));
            return;
        }
        response.handler(RecordParser.newDelimited("\n", line -> {
            try {
                var answer = JSON.readTree(line.getBytes());
                if (again(answer)) {
                    trouble = answer.path("problem").path("detail").asText();
                } else {
                    decisions.add(answer);
                    onAnswer.run();
                }
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        })).endHandler(end -> done.complete(PAUSE));
    }

    private static boolean again(JsonNode answer) {
        return answer.path("status").intValue() == 429 || answer.path("status").intValue() >= 500;
    }

    private void refused(HttpClientResponse response, Buffer body, CompletableFuture<Duration> done) {
        var why = response.statusCode() + detail(body);
        var retryAfter = response.getHeader("Retry-After");
        if (response.statusCode() == 429 || response.statusCode() >= 500) {
            trouble = why;
            done.complete(retryAfter != null && retryAfter.matches("\\d{1,4}")
                ? Duration.ofSeconds(Long.parseLong(retryAfter)) : PAUSE);
        } else {
            done.completeExceptionally(new FileRun.CannotRunException("The service refuses: " + why));
        }
    }

    private static String detail(Buffer body) {
        try {
            return " " + JSON.readTree(body.getBytes()).path("detail").asText();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        http.close();
        vertx.close();
    }
}
