package dev.moderato.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.PostgresForTests;
import dev.moderato.intake.image.ImagesByAddressTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ten thousand requests made of the API's own description, right and wrong ones. The doors are tried, not the guards. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@TestProfile(ImagesByAddressTest.SwitchedOn.class)
class FuzzTest {

    private static final int REQUESTS = 10_000;
    private static final int AT_ONCE = 16;
    private static final long SEED = Long.getLong("fuzz.seed", 20261125L);

    @TestHTTPResource
    URI service;

    @Test
    void everyAnswerIsOneThatTheDescriptionNames() throws Exception {
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var api = new ObjectMapper().readTree(http.send(HttpRequest.newBuilder(
            service.resolve("/q/openapi?format=json")).build(), BodyHandlers.ofByteArray()).body());
        var requests = new RequestsFromDescription(api, SEED);
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        var statuses = new ConcurrentHashMap<Integer, Integer>();
        var places = new Semaphore(AT_ONCE);
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (var i = 0; i < REQUESTS; i++) {
            var request = requests.next();
            places.acquire();
            sent.add(http.sendAsync(request.to(service), BodyHandlers.ofString()).orTimeout(30, TimeUnit.SECONDS)
                .whenComplete((answer, failure) -> {
                    places.release();
                    if (failure != null) {
                        wrong.add(failure + " at " + request);
                    } else {
                        statuses.merge(answer.statusCode(), 1, Integer::sum);
                        check(api, request, answer).ifPresent(wrong::add);
                    }
                }).handle((answer, failure) -> null));
        }
        sent.forEach(CompletableFuture::join);

        System.out.println("seed " + SEED + ", answers by status: " + new TreeMap<>(statuses));
        assertEquals(List.of(), wrong.stream().limit(10).toList());
        assertTrue(statuses.getOrDefault(201, 0) > REQUESTS / 50 && statuses.getOrDefault(400, 0) > REQUESTS / 10,
            "right and wrong ones should be among them: " + statuses);
    }

    private static Optional<String> check(JsonNode api, RequestsFromDescription.Request request,
                                                    HttpResponse<String> answer) {
        var status = answer.statusCode();
        var documented = api.path("paths").path(request.path()).path(request.method()).path("responses")
            .path(Integer.toString(status));
        if (status >= 500 || documented.isMissingNode()) {
            return Optional.of(status + " " + answer.body() + " to " + request);
        }
        var type = answer.headers().firstValue("Content-Type").orElse("").split(";")[0];
        return documented.path("content").has(type) ? Optional.empty()
            : Optional.of("'" + type + "' with " + status + " to " + request);
    }
}
