package dev.moderato.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.decision.Ledger;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import dev.moderato.modeldouble.Seen;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of submissions: a line in, a line out. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class BulkTest {

    private static final int AT_ONCE = 64;

    ModelDouble models;

    @TestHTTPResource("/v1/decisions")
    URI decisions;

    @Inject
    Vertx vertx;

    @Inject
    Ledger ledger;

    private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final String run = UUID.randomUUID().toString();
    private HttpClientRequest request;

    @BeforeEach
    void open() throws Exception {
        models.reset();
        request = vertx.createHttpClient().request(new RequestOptions().setMethod(HttpMethod.POST)
            .setAbsoluteURI(decisions.toString()).putHeader("Content-Type", "application/x-ndjson; charset=utf-8"))
            .toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS).setChunked(true);
        request.response().onFailure(ended::completeExceptionally).onSuccess(response -> {
            assertEquals(200, response.statusCode());
            response.exceptionHandler(ended::completeExceptionally).endHandler(ended::complete)
                .handler(RecordParser.newDelimited("\n", line -> answers.add(line.toJsonObject())));
        });
    }

    @AfterEach
    void quickModels() {
        models.reset();
    }

    @Test
    void decisionsComeBackWhileLinesAreStillSent() throws Exception {
        request.write(line("first", "hello"));

        var first = answers.poll(20, TimeUnit.SECONDS);
        assertEquals(1, first.getInteger("line"));
        assertEquals("first-" + run, first.getString("id"));
        assertEquals(201, first.getInteger("status"));
        assertFalse(ended.isDone());

        request.end(line("second", "[[S9]]"));
        var second = answers.poll(20, TimeUnit.SECONDS);
        assertEquals(2, second.getInteger("line"));
        assertEquals("block", second.getJsonObject("decision").getString("outcome"));
        ended.get(10, TimeUnit.SECONDS);
        assertTrue(answers.isEmpty());
    }

    @Test
    void aBadLineIsAProblemOnItsLineAndTheOthersGoOn() throws Exception {
        request.write(line("a", "hello"));
        var first = answers.poll(20, TimeUnit.SECONDS);
        request.end("\n" + "nonsense\n" + line("b", " ") + "{\"content\":\"no id\"}\n"
            + line("a", "hello") + line("a", "other") + "\n\n" + line("c", "hello").trim());
        ended.get(20, TimeUnit.SECONDS);

        var byLine = new TreeMap<>(Map.of(1, first));
        answers.forEach(answer -> byLine.put(answer.getInteger("line"), answer));
        assertEquals("[1, 3, 4, 5, 6, 7, 10]", byLine.keySet().toString());
        assertEquals(400, byLine.get(3).getInteger("status"));
        assertFalse(byLine.get(3).containsKey("id"));
        assertEquals("b-" + run, byLine.get(4).getString("id"));
        assertEquals("content", byLine.get(4).getJsonObject("problem").getString("field"));
        assertEquals(201, byLine.get(5).getInteger("status"));
        assertEquals(Map.of(201, 3L, 400, 2L, 200, 1L, 409, 1L), new TreeMap<>(byLine.values().stream().collect(
            Collectors.groupingBy(answer -> answer.getInteger("status"), Collectors.counting()))));
    }

    @Test
    void noMoreLinesAreTakenThanAreAllowedAtOnce() throws Exception {
        models.always(Seen.at("vllm"), Reply.hang());
        request.write(IntStream.range(0, 4 * AT_ONCE).mapToObj(i -> line("h" + i, "hang"))
            .collect(Collectors.joining()));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> askedOfLlamaGuard() >= AT_ONCE);

        assertEquals(AT_ONCE, askedOfLlamaGuard());
        models.reset();
        request.reset();
    }

    @Test
    void whatWasTakenIsKeptThoughTheCallerLeaves() throws Exception {
        models.delay(Duration.ofMillis(300));
        request.write(line("left", "hello"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> models.count() > 0);
        request.reset();

        Awaitility.await().atMost(Duration.ofSeconds(20))
            .until(() -> ledger.find("default", "left-" + run).isPresent());
    }

    @Test
    void anEmptyStreamIsAnsweredWithOne() throws Exception {
        request.end();

        ended.get(10, TimeUnit.SECONDS);
        assertTrue(answers.isEmpty());
    }

    private long askedOfLlamaGuard() {
        return models.seen().stream().filter(Seen.at("vllm")).count();
    }

    private String line(String id, String content) {
        return "{\"id\":\"" + id + "-" + run + "\",\"content\":\"" + content + "\"}\n";
    }
}
