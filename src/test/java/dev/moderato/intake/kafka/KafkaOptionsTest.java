package dev.moderato.intake.kafka;

import static dev.moderato.intake.kafka.KafkaClient.DECISIONS;
import static dev.moderato.intake.kafka.KafkaClient.header;
import static dev.moderato.intake.kafka.KafkaClient.text;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.KafkaForTests;
import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import dev.moderato.modeldouble.Seen;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The door with everything switched on that is off by itself. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
@WithTestResource(KafkaForTests.class)
@TestProfile(KafkaOptionsTest.AllOn.class)
class KafkaOptionsTest {

    ModelDouble models;
    KafkaClient kafka;

    @Inject
    CircuitBreakerMaintenance breakers;

    public static class AllOn implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("moderato.embedded.enabled", "false", "moderato.kafka.order", "key",
                "moderato.kafka.when-unavailable", "wait", "moderato.kafka.publish-rest", "true",
                "moderato.kafka.in-flight", "8", "moderato.guards.llama-guard.timeout", "1s",
                "moderato.guards.llama-guard.retries", "0", "moderato.guards.prompt-guard.retries", "0",
                "moderato.guards.safeguard.retries", "0");
        }
    }

    @BeforeEach
    void fresh() {
        models.reset();
        breakers.resetAll();
    }

    @Test
    void decisionsOfOneKeyComeInTheOrderOfTheirSubmissions() {
        models.always(Seen.at("vllm").and(Seen.says("slow")), Reply.hang());
        var slow = submit("key", "slow");
        var second = submit("key", "hello");
        var other = submit("other key", "hello");

        kafka.decisionOf(other);
        assertTrue(decisions(slow).isEmpty() && decisions(second).isEmpty());

        assertTrue(kafka.decisionOf(slow).offset() < kafka.decisionOf(second).offset());
    }

    @Test
    void whileAllGuardsAreAwayNothingIsDecided() {
        models.always(Seen.any(), Reply.status(500, "{}"));
        var id = submit("key", "hello");
        awaitState("waiting for the guards");
        given().get("/v1/decisions/" + id).then().statusCode(404);

        models.reset();
        breakers.resetAll();

        assertTrue(text(kafka.decisionOf(id).value()).contains("\"degraded\":false"));
        awaitState("open");
    }

    @Test
    void whatIsInFlightIsBoundedAndAllOfItIsAnswered() {
        models.always(Seen.any(), Reply.status(500, "{}"));
        var ids = IntStream.range(0, 200).mapToObj(i -> submit("key " + i, "hello"))
            .collect(Collectors.toSet());
        awaitState("waiting for the guards");
        assertEquals(8, inFlight());

        models.reset();
        breakers.resetAll();

        kafka.await(DECISIONS, record -> ids.contains(header(record, "ce_id")), 200);
        Awaitility.await().until(this::inFlight, count -> count == 0);
    }

    @Test
    void decisionsMadeOverRestArePublishedInTheOrderOfTheirCommits() {
        var bodies = IntStream.range(0, 40).mapToObj(i -> given().contentType(ContentType.JSON)
            .body("{\"id\":\"rest-" + (100 + i) + "\",\"content\":\"hello\"}").post("/v1/decisions").then()
            .statusCode(201).extract().asString()).toList();

        var published = kafka.await(DECISIONS, record -> header(record, "ce_id").startsWith("rest-"), 40);

        assertEquals(bodies, published.stream().map(record -> text(record.value()))
            .sorted(Comparator.comparing(bodies::indexOf)).toList());
        for (var partition = 0; partition < 8; partition++) {
            var on = partition;
            var keys = published.stream().filter(record -> record.partition() == on)
                .map(record -> text(record.key())).toList();
            assertEquals(keys.stream().sorted().toList(), keys);
        }
    }

    @Test
    void decisionsMadeOverKafkaArePublishedOnce() {
        var streamed = submit("key", "hello");
        kafka.decisionOf(streamed);
        var later = UUID.randomUUID().toString();
        given().contentType(ContentType.JSON).body("{\"id\":\"" + later + "\",\"content\":\"hello\"}")
            .post("/v1/decisions").then().statusCode(201);
        kafka.decisionOf(later);

        assertEquals(1, decisions(streamed).size());
    }

    private String submit(String key, String content) {
        var id = UUID.randomUUID().toString();
        kafka.send(key, "{\"id\":\"" + id + "\",\"content\":\"" + content + "\"}");
        return id;
    }

    private List<ConsumerRecord<byte[], byte[]>> decisions(String id) {
        return kafka.seen(DECISIONS, record -> id.equals(header(record, "ce_id")));
    }

    private void awaitState(String state) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> door("state"), state::equals);
    }

    private int inFlight() {
        return door("'in flight'");
    }

    private <T> T door(String datum) {
        return given().get("/q/health/ready").path("checks.find { it.name == 'Kafka door' }.data." + datum);
    }
}
