package dev.moderato.intake;

import static dev.moderato.modeldouble.Seen.any;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exact repeats are not paid twice, and are decisions of their own all the same. */
@QuarkusTest
@TestProfile(PoliciesInForceTest.OwnFolder.class)
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class ReuseTest {

    private static final String PROFILE = "reuse";

    ModelDouble models;

    @Inject
    CircuitBreakerMaintenance breakers;

    /** No two tests have the same. */
    private final String content = "[[v=A:A.a]] " + UUID.randomUUID();
    private String revision;

    @BeforeEach
    void policies() throws IOException {
        PoliciesInForceTest.write(PROFILE, "consult: always");
        revision = PoliciesInForceTest.awaitRevision(PROFILE, "");
        models.reset();
        breakers.resetAll();
    }

    @Test
    void theSameContentIsAskedOnceAndEachRepeatNamesTheFirst() {
        var first = submit(Map.of());
        var calls = models.count();
        var second = submit(Map.of("id", UUID.randomUUID().toString(), "context", Map.of("subject", "u2")));
        var third = submit(Map.of());

        assertEquals(calls, models.count());
        assertNull(first.path("reusedFrom"));
        for (var repeat : List.of(second, third)) {
            assertEquals(first.<String>path("id"), repeat.path("reusedFrom"));
            for (var same : List.of("outcome", "hazards", "rationale", "findings", "assessments", "revision", "digest")) {
                assertEquals(first.<Object>path(same), repeat.path(same), same);
            }
        }
        given().get("/v1/decisions/" + second.path("id")).then().statusCode(200)
            .body("reusedFrom", equalTo(first.path("id"))).body("context.subject", equalTo("u2"));
        given().get("/v1/decisions/" + second.path("id") + "/content").then().statusCode(200)
            .body("content[0].text", equalTo(content));
    }

    @Test
    void whatIsNotTheSameIsAskedAnew() {
        submit(Map.of());

        for (var other : List.<Map<String, Object>>of(Map.of("content", content + "!"), Map.of("direction", "output"),
            Map.of("conversation", List.of(Map.of("role", "user", "content", "hello"),
                Map.of("role", "assistant", "content", "hi"))), Map.of("profile", "default"))) {
            var calls = models.count();
            assertNull(submit(other).path("reusedFrom"), other::toString);
            assertTrue(models.count() > calls, other::toString);
        }
    }

    @Test
    void otherPoliciesAskAnew() throws IOException {
        submit(Map.of());
        PoliciesInForceTest.write(PROFILE, "consult: always\non-unavailable: block");
        PoliciesInForceTest.awaitRevision(PROFILE, revision);

        assertNull(submit(Map.of()).path("reusedFrom"));
    }

    @Test
    void repeatsAtTheSameMomentWaitForTheFirst() {
        submit(Map.of("content", "something else " + content));
        var callsOfOne = models.count();
        models.delay(Duration.ofMillis(300));

        var answers = together(8);

        models.delay(Duration.ZERO);
        assertEquals(2 * callsOfOne, models.count());
        var sources = answers.stream().map(answer -> answer.<String>path("reusedFrom")).filter(Objects::nonNull).toList();
        assertEquals(7, sources.size());
        var first = answers.stream().filter(answer -> answer.path("reusedFrom") == null).findFirst().orElseThrow();
        assertEquals(List.of(first.<String>path("id")), sources.stream().distinct().toList());
    }

    @Test
    void whatIsDegradedIsNotRepeated() {
        models.always(any(), Reply.status(400, "{}"));
        for (var answer : together(3)) {
            assertNull(answer.path("reusedFrom"));
            assertEquals(true, answer.path("degraded"));
        }
        models.reset();
        breakers.resetAll();

        var calls = models.count();
        var whole = submit(Map.of());
        assertNull(whole.path("reusedFrom"));
        assertEquals(false, whole.path("degraded"));
        assertTrue(models.count() > calls);
    }

    @Test
    void aKnownIdStillGetsTheDecisionThatStands() {
        var id = UUID.randomUUID().toString();
        submit(Map.of("id", id));

        given().contentType(ContentType.JSON).body(Map.of("id", id, "profile", PROFILE, "content", content))
            .post("/v1/decisions").then().statusCode(200).body("id", is(id)).body("reusedFrom", is((String) null));
    }

    private List<Response> together(int count) {
        var answers = Stream.generate(() -> CompletableFuture.supplyAsync(() -> submit(Map.of()))).limit(count).toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private Response submit(Map<String, Object> besides) {
        var body = new HashMap<String, Object>(Map.of("profile", PROFILE, "content", content));
        body.putAll(besides);
        return given().contentType(ContentType.JSON).body(body).post("/v1/decisions").then().statusCode(201).extract()
            .response();
    }
}
