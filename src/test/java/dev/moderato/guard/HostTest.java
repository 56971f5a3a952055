package dev.moderato.guard;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.CertificatesForTests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PfxOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host with TLS, with HTTP/2 and without, that answers when it is told to. */
class HostTest {

    @TempDir
    static Path folder;
    private static Vertx vertx;
    private static PfxOptions certificate;

    private final Queue<HttpServerRequest> unanswered = new ConcurrentLinkedQueue<>();
    private final List<HttpVersion> versions = new CopyOnWriteArrayList<>();
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();

    @BeforeAll
    static void begin() throws Exception {
        vertx = Vertx.vertx();
        certificate = CertificatesForTests.of(folder.resolve("host.p12"), "dns:localhost");
    }

    @AfterAll
    static void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void manyRequestsShareAConnectionWhereTheHostHasHttp2() throws Exception {
        var host = host(true, 20, 0, Duration.ofSeconds(5));
        var first = post(host);
        answerAll(1);
        assertEquals("done", first.get(5, TimeUnit.SECONDS));

        var more = posts(host, 20);
        answerAll(20);

        for (var one : more) {
            assertEquals("done", one.get(5, TimeUnit.SECONDS));
        }
        assertEquals(Set.of(HttpVersion.HTTP_2), Set.copyOf(versions));
        assertEquals(1, connections.size());
    }

    @Test
    void aHostWithoutHttp2IsAskedOverAsManyConnectionsAsThereAreRequests() throws Exception {
        var host = host(false, 20, 0, Duration.ofSeconds(5));

        var all = posts(host, 20);
        answerAll(20);

        for (var one : all) {
            assertEquals("done", one.get(5, TimeUnit.SECONDS));
        }
        assertEquals(Set.of(HttpVersion.HTTP_1_1), Set.copyOf(versions));
        assertEquals(20, connections.size());
    }

    @ParameterizedTest(name = "HTTP/2: {0}")
    @ValueSource(booleans = {true, false})
    void soManyAreUnderWaySoManyWaitAndTheNextIsRefused(boolean http2) throws Exception {
        var host = host(http2, 2, 3, Duration.ofSeconds(5));
        var five = posts(host, 5);
        await().until(() -> unanswered.size() == 2);

        assertEquals(Cause.OVERLOADED, fault(post(host)).why());

        for (var left = 5; left > 0; left--) {
            await().until(() -> !unanswered.isEmpty());
            assertTrue(unanswered.size() <= 2, unanswered.size() + " are under way");
            unanswered.remove().response().end("done");
        }
        for (var one : five) {
            assertEquals("done", one.get(5, TimeUnit.SECONDS));
        }
    }

    @ParameterizedTest(name = "HTTP/2: {0}")
    @ValueSource(booleans = {true, false})
    void whoWaitedInVainIsNotSentLater(boolean http2) throws Exception {
        var host = host(http2, 1, 3, Duration.ofMillis(600));
        var first = post(host);
        await().until(() -> unanswered.size() == 1);
        var waits = post(host, Duration.ofMillis(100));

        assertEquals("no connection to this host became free in time", fault(waits).getMessage());
        answerAll(1);

        assertEquals("done", first.get(5, TimeUnit.SECONDS));
        var next = post(host);
        answerAll(1);
        assertEquals("done", next.get(5, TimeUnit.SECONDS));
        assertEquals(2, versions.size());
    }

    @Test
    void afterAnAnswerThatDidNotComeNothingNewGoesOverThatConnection() throws Exception {
        var host = host(true, 4, 0, Duration.ofMillis(500));

        assertEquals(Cause.TIMED_OUT, fault(post(host)).why());
        unanswered.clear();
        var next = post(host);
        answerAll(1);

        assertEquals("done", next.get(5, TimeUnit.SECONDS));
        assertEquals(2, connections.size());
    }

    private Host host(boolean http2, int concurrency, int queue, Duration timeout) throws Exception {
        var port = vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate)
                .setUseAlpn(http2))
            .requestHandler(request -> {
                versions.add(request.version());
                connections.add(request.connection());
                unanswered.add(request);
            }).listen(0, "localhost").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS).actualPort();
        var settings = new SmallRyeConfigBuilder().addDiscoveredConverters()
            .withMapping(GuardSettings.class)
            .withSources(new PropertiesConfigSource(Map.of("moderato.guards.one.concurrency",
                Integer.toString(concurrency), "moderato.guards.one.queue", Integer.toString(queue),
                "moderato.guards.one.timeout", timeout.toMillis() + "ms"), "test", 100))
            .build().getConfigMapping(GuardSettings.class).guards().get("one");
        return new Host(vertx, URI.create("https://localhost:" + port + "/v1"), settings, Optional.empty(),
            new Headroom(new SimpleMeterRegistry(), "one"), false,
            new HttpClientOptions().setTrustOptions(certificate));
    }

    private static List<CompletableFuture<String>> posts(Host host, int count) {
        return IntStream.range(0, count).mapToObj(i -> post(host)).toList();
    }

    private static CompletableFuture<String> post(Host host) {
        return post(host, Duration.ofSeconds(10));
    }

    private static CompletableFuture<String> post(Host host, Duration patience) {
        Uni<String> answer = host.post("/chat/completions", "{}", Patience.of(patience), Trace.NONE);
        return answer.subscribeAsCompletionStage();
    }

    private void answerAll(int count) {
        await().until(() -> unanswered.size() == count);
        for (var i = 0; i < count; i++) {
            unanswered.remove().response().end("done");
        }
    }

    private static Fault fault(CompletableFuture<String> answer) {
        return (Fault) assertThrows(ExecutionException.class,
            () -> answer.get(5, TimeUnit.SECONDS)).getCause();
    }
}
