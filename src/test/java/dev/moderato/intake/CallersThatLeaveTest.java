package dev.moderato.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.decision.Ledger;
import dev.moderato.modeldouble.ModelDouble;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callers that hang up hurt nobody else, and what they handed in is decided and kept all the same. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class CallersThatLeaveTest {

    private static final int TENTHS_OF_A_SECOND = 60;
    private static final int STEADY_A_TENTH = 10;
    /** 64 a second. */
    private static final double LEAVING_A_TENTH = 6.4;

    ModelDouble models;

    @TestHTTPResource
    URI service;

    @Inject
    Ledger ledger;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String run = UUID.randomUUID().toString();

    @BeforeEach
    void slowModels() {
        models.reset().recording(false).delay(Duration.ofMillis(150));
    }

    @AfterEach
    void quickModels() {
        models.reset().recording(true);
    }

    @Test
    void noSteadyRequestFailsAndEverySubmissionIsKept() throws Exception {
        var steady = new ArrayList<CompletableFuture<Integer>>();
        var left = new ArrayList<String>();
        var scheduler = Executors.newSingleThreadScheduledExecutor();
        var tenths = new int[1];
        var done = new CompletableFuture<Void>();
        scheduler.scheduleAtFixedRate(() -> {
            try {
                var tenth = tenths[0]++;
                IntStream.range(0, STEADY_A_TENTH).forEach(i -> steady.add(post("steady-" + tenth + "-" + i)));
                while (left.size() < (tenth + 1) * LEAVING_A_TENTH) {
                    left.add(postAndLeave("left-" + left.size()));
                }
                if (tenths[0] == TENTHS_OF_A_SECOND) {
                    done.complete(null);
                    scheduler.shutdown();
                }
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        }, 0, 100, TimeUnit.MILLISECONDS);
        done.get(60, TimeUnit.SECONDS);

        var statuses = steady.stream().map(CompletableFuture::join).distinct().toList();
        assertEquals(List.of(201), statuses);
        assertEquals(TENTHS_OF_A_SECOND * STEADY_A_TENTH, steady.size());
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertEquals(List.of(),
            left.stream().filter(id -> ledger.find("default", id).isEmpty()).toList(), "not kept"));
    }

    private CompletableFuture<Integer> post(String name) {
        return http.sendAsync(HttpRequest.newBuilder(service.resolve("/v1/decisions")).timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(submission(id(name)))).build(),
            BodyHandlers.ofString()).thenApply(answer -> answer.statusCode());
    }

    /** Sends a whole request and closes the connection while the models are being asked. */
    private String postAndLeave(String name) throws IOException {
        var id = id(name);
        var body = submission(id).getBytes(StandardCharsets.UTF_8);
        try (var socket = new Socket(service.getHost(), service.getPort())) {
            socket.getOutputStream().write(("POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                + " application/json\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            socket.getOutputStream().flush();
            socket.setSoTimeout(20);
            socket.getInputStream().read();
        } catch (SocketTimeoutException e) {
            return id;
        }
        throw new IllegalStateException(name + " was answered before the caller could leave");
    }

    private String id(String name) {
        return name + "-" + run;
    }

    private static String submission(String id) {
        return "{\"id\":\"" + id + "\",\"content\":\"hello\"}";
    }
}
