package dev.moderato;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Callers that send one submission after another, each on a connection that it keeps as long as it is let. */
final class SteadyLoad implements AutoCloseable {

    /** How a submission went that got no answer. */
    static final String NO_CONNECTION = "no connection";
    static final String CUT_OFF = "cut off";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http;
    private final RequestOptions options;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, String> ends = new ConcurrentHashMap<>();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    SteadyLoad(URI service, String key, int callers) {
        http = vertx.httpClientBuilder().with(new PoolOptions().setHttp1MaxSize(callers))
            .withConnectHandler(connection -> connection.exceptionHandler(broken -> { })).build();
        options = new RequestOptions().setMethod(HttpMethod.POST).setHost(service.getHost()).setPort(service.getPort())
            .setURI("/v1/decisions").putHeader("Content-Type", "application/json")
            .putHeader("Authorization", "Bearer " + key);
        for (var caller = 0; caller < callers; caller++) {
            send();
        }
    }

    /** What became of each submission, by its id: {@code 201}, {@code 503 Retry-After: 1}, … */
    Map<String, String> ends() {
        return ends;
    }

    /** How many of them ended so. */
    long ended(String end) {
        return ends.values().stream().filter(end::equals).count();
    }

    /** How many ended how. */
    Map<String, Long> tally() {
        return ends.values().stream().collect(Collectors.groupingBy(end -> end, TreeMap::new, Collectors.counting()));
    }

    /** What was sent and has no answer yet. */
    Set<String> underWay() {
        return underWay.stream().collect(Collectors.toUnmodifiableSet());
    }

    private void send() {
        if (over) {
            return;
        }
        var id = "post-" + count.incrementAndGet();
        http.request(options).onFailure(failure -> end(id, NO_CONNECTION)).onSuccess(request -> {
            underWay.add(id);
            request.send(new JsonObject().put("id", id).put("content", "hello, this is number " + id).toBuffer())
                .compose(response -> response.body().map(body -> answer(response)))
                .onSuccess(answer -> end(id, answer)).onFailure(failure -> end(id, CUT_OFF));
        });
    }

    private static String answer(HttpClientResponse response) {
        var retryAfter = response.getHeader("Retry-After");
        return response.statusCode() + (retryAfter == null ? "" : " Retry-After: " + retryAfter);
    }

    private void end(String id, String how) {
        ends.put(id, how);
        underWay.remove(id);
        // Not at once, or who is refused would do nothing but send.
        vertx.setTimer(5, now -> send());
    }

    @Override
    public void close() {
        over = true;
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
