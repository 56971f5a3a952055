package dev.moderato;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A caller that streams submissions, a line every 20 ms, until the service ends the answer. */
final class EndlessStream implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private int count;

    EndlessStream(URI service, String key) {
        var options = new RequestOptions().setMethod(HttpMethod.POST).setHost(service.getHost())
            .setPort(service.getPort()).setURI("/v1/decisions").putHeader("Content-Type", "application/x-ndjson")
            .putHeader("Authorization", "Bearer " + key);
        vertx.createHttpClient().request(options).onFailure(end::completeExceptionally).onSuccess(this::send);
    }

    /** What each line that was answered was answered with, by its id. */
    Map<String, Integer> statuses() {
        return statuses;
    }

    /** Completes with the answer's end; fails where it was cut off. */
    CompletableFuture<Void> end() {
        return end;
    }

    private void send(HttpClientRequest request) {
        request.setChunked(true).exceptionHandler(end::completeExceptionally);
        request.response().onFailure(end::completeExceptionally).onSuccess(response ->
            response.exceptionHandler(end::completeExceptionally).endHandler(end::complete)
                .handler(RecordParser.newDelimited("\n", this::take)));
        vertx.setPeriodic(20, timer -> {
            if (end.isDone()) {
                vertx.cancelTimer(timer);
            } else {
                var line = new JsonObject().put("id", "line-" + ++count).put("content", "hello number " + count);
                request.write(line.toBuffer().appendByte((byte) '\n'));
            }
        });
    }

    private void take(Buffer line) {
        var answer = line.toJsonObject();
        statuses.put(answer.getString("id"), answer.getInteger("status"));
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
