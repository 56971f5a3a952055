package dev.moderato.intake.access;

import static dev.moderato.intake.access.AccessTest.Keys.ADMIN;
import static dev.moderato.intake.access.AccessTest.Keys.AUDITOR;
import static dev.moderato.intake.access.AccessTest.Keys.HURRIED;
import static dev.moderato.intake.access.AccessTest.Keys.OTHER;
import static dev.moderato.intake.access.AccessTest.Keys.REVIEWER;
import static dev.moderato.intake.access.AccessTest.Keys.SINGLE;
import static dev.moderato.intake.access.AccessTest.Keys.SUBMITTER;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.moderations.ModerationCreateParams;
import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Seen;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, and how much of it. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
@TestProfile(AccessTest.Keys.class)
class AccessTest {

    private static final int PLACES = 8;
    private static final Formatter FORMAT = new PatternFormatter("%c %s%e%n");

    ModelDouble models;

    @TestHTTPResource("/v1")
    URI api;

    /** Keys of two tenants, of each role, and of narrow limits. */
    public static class Keys implements QuarkusTestProfile {

        static final String SUBMITTER = "key-submitter";
        static final String REVIEWER = "key-reviewer";
        static final String AUDITOR = "key-auditor";
        static final String ADMIN = "key-admin";
        static final String OTHER = "key-other";
        static final String HURRIED = "key-hurried";
        static final String SINGLE = "key-single";

        @Override
        public Map<String, String> getConfigOverrides() {
            var config = new HashMap<>(Map.of("moderato.embedded.enabled", "false",
                "moderato.limits.submissions", Integer.toString(PLACES),
                "moderato.bulk.idle", "1s", "moderato.keys.hurried.requests-per-second", "1",
                "moderato.keys.single.in-flight", "1"));
            add(config, SUBMITTER, "a", "submitter");
            add(config, REVIEWER, "a", "reviewer");
            add(config, AUDITOR, "a", "auditor");
            add(config, ADMIN, "a", "admin");
            add(config, OTHER, "b", "admin");
            add(config, HURRIED, "a", "submitter");
            add(config, SINGLE, "a", "submitter");
            return config;
        }

        private static void add(Map<String, String> config, String key, String tenant, String roles) {
            var name = "moderato.keys." + key.substring("key-".length());
            config.put(name + ".hash", ApiKeys.hash(key));
            config.put(name + ".tenant", tenant);
            config.put(name + ".roles", roles);
        }
    }

    @BeforeEach
    void freshDouble() {
        models.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "key-submitter"})
    void withoutAKeyThatIsKnownNobodyComesIn(String authorization) {
        var nobody = given().header("Authorization", authorization).contentType(ContentType.JSON).body("{");
        nobody.post("/v1/decisions").then().statusCode(401).contentType("application/problem+json")
            .header("WWW-Authenticate", "Bearer").body("status", equalTo(401));
        nobody.post("/v1/moderations").then().statusCode(401).body("error.code", equalTo("invalid_api_key"))
            .header("x-request-id", startsWith("req_"));
        nobody.post("/api/v1/text/contents").then().statusCode(401).body("code", equalTo(401));
        nobody.post("/beta/litellm_basic_guardrail_api").then().statusCode(401);
        nobody.contentType("application/x-ndjson").body("{".getBytes()).post("/v1/decisions").then().statusCode(401);
        for (var path : List.of("/v1/decisions", "/v1/decisions/x", "/v1/decisions/x/content", "/v1/hazards",
            "/v1/policies", "/v1/policies/spam", "/v1/replays", "/v2")) {
            given().header("Authorization", authorization).get(path).then().statusCode(401);
        }
    }

    @Test
    void theKeyMayComeInTheHeaderThatLiteLlmHasForIt() {
        given().header("x-api-key", SUBMITTER).contentType(ContentType.JSON).body("{\"texts\":[\"hello\"]}")
            .post("/beta/litellm_basic_guardrail_api").then().statusCode(200);
        given().header("x-api-key", "wrong").get("/v1/hazards").then().statusCode(401);
    }

    @Test
    void healthAndTheApisDescriptionAreForEverybody() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/openapi").then().statusCode(200);
        given().get("/health").then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        SUBMITTER + ",201,200,200,403,200", REVIEWER + ",403,403,200,200,200", AUDITOR + ",403,403,200,200,200",
        ADMIN + ",201,200,200,200,200"})
    void eachRoleMayDoItsPart(String key, int submit, int dialects, int read, int content, int policies) {
        var id = submitted(SUBMITTER);
        as(key).body("{\"content\":\"hello\"}").post("/v1/decisions").then().statusCode(submit);
        as(key).body("{\"input\":\"hello\"}").post("/v1/moderations").then().statusCode(dialects);
        as(key).body("{\"texts\":[\"hello\"]}").post("/beta/litellm_basic_guardrail_api").then().statusCode(dialects);
        as(key).body("{\"contents\":[\"hello\"]}").post("/api/v1/text/contents").then().statusCode(dialects);
        as(key).body("{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}").post("/api/v1/text/chat").then()
            .statusCode(dialects);
        stream(key, "{\"content\":\"hello\"}").statusCode(submit == 201 ? 200 : 403);
        as(key).get("/v1/decisions/" + id).then().statusCode(read);
        as(key).get("/v1/decisions").then().statusCode(read);
        as(key).get("/v1/decisions/" + id + "/content").then().statusCode(content);
        as(key).get("/v1/policies").then().statusCode(policies);
        as(key).get("/v1/purges").then().statusCode(key.equals(AUDITOR) || key.equals(ADMIN) ? 200 : 403);
        var replays = key.equals(ADMIN) ? 200 : 403;
        as(key).get("/v1/replays").then().statusCode(replays);
        as(key).body("{}").post("/v1/replays").then().statusCode(replays == 200 ? 400 : 403);
        as(key).delete("/v1/replays/x").then().statusCode(replays == 200 ? 404 : 403);
    }

    @Test
    void theModelsReasoningIsForAuditors() {
        var id = submitted(SUBMITTER);

        assertTrue(reasonings(AUDITOR, id) > 0);
        assertTrue(reasonings(ADMIN, id) > 0);
        assertEquals(0, reasonings(SUBMITTER, id));
        assertEquals(0, reasonings(REVIEWER, id));
    }

    /** Every endpoint that there is; a new one fails this until it is added. */
    @Test
    void nobodyCrossesOverToAnotherTenant() {
        Map<String, Object> paths = given().accept(ContentType.JSON).get("/q/openapi?format=json").path("paths");
        assertEquals(List.of("/api/v1/text/chat", "/api/v1/text/contents", "/beta/litellm_basic_guardrail_api",
            "/health", "/v1/decisions", "/v1/decisions/{id}", "/v1/decisions/{id}/content", "/v1/hazards", "/v1/moderations",
            "/v1/policies", "/v1/policies/{id}", "/v1/policies/{id}/revisions", "/v1/policies/{id}/shadow", "/v1/purges",
            "/v1/replays", "/v1/replays/{id}"), paths.keySet().stream().sorted().toList());
        var subject = UUID.randomUUID().toString();
        var id = UUID.randomUUID().toString();
        var submission = "{\"id\":\"" + id + "\",\"content\":\"ours\",\"context\":{\"subject\":\"" + subject + "\"}}";
        as(ADMIN).body(submission).post("/v1/decisions").then().statusCode(201);

        as(OTHER).get("/v1/decisions/" + id).then().statusCode(404);
        as(OTHER).get("/v1/decisions/" + id + "/content").then().statusCode(404);
        as(OTHER).get("/v1/decisions?subject=" + subject).then().body("decisions", empty());
        as(OTHER).get("/v1/decisions?limit=500").then().body("decisions.id", not(hasItem(id)));
        String cursor = as(ADMIN).get("/v1/decisions?limit=1").path("next");
        if (cursor != null) {
            as(OTHER).get("/v1/decisions?limit=500&cursor=" + cursor).then()
                .body("decisions.id", not(hasItem(id)));
        }

        as(OTHER).body("{\"id\":\"" + id + "\",\"content\":\"theirs\"}").post("/v1/decisions").then().statusCode(201);
        stream(OTHER, "{\"id\":\"" + id + "\",\"content\":\"theirs\"}").statusCode(200).body(containsString("\"status\":200"));
        as(ADMIN).get("/v1/decisions/" + id + "/content").then()
            .body("content[0].text", equalTo("ours"));
        as(OTHER).get("/v1/decisions/" + id + "/content").then().body("content[0].text", equalTo("theirs"));

        String moderated = as(ADMIN).body("{\"input\":\"hello\"}").post("/v1/moderations").path("id");
        as(ADMIN).get("/v1/decisions/" + moderated).then().statusCode(200);
        as(OTHER).get("/v1/decisions/" + moderated).then().statusCode(404);
        String detected = as(ADMIN).body("{\"contents\":[\"[[S9]]\"]}").post("/api/v1/text/contents")
            .path("[0][0].metadata.decision");
        as(ADMIN).get("/v1/decisions/" + detected).then().statusCode(200);
        as(OTHER).get("/v1/decisions/" + detected).then().statusCode(404);
        String chatted = as(ADMIN).body("{\"messages\":[{\"role\":\"user\",\"content\":\"[[S9]]\"}]}")
            .post("/api/v1/text/chat").path("[0].metadata.decision");
        as(ADMIN).get("/v1/decisions/" + chatted).then().statusCode(200);
        as(OTHER).get("/v1/decisions/" + chatted).then().statusCode(404);
        as(ADMIN).body("{\"texts\":[\"hello\"],\"request_data\":{\"user_api_key_user_id\":\"" + subject + "-l\"}}")
            .post("/beta/litellm_basic_guardrail_api").then().statusCode(200);
        as(ADMIN).get("/v1/decisions?subject=" + subject + "-l").then().body("decisions", not(empty()));
        as(OTHER).get("/v1/decisions?subject=" + subject + "-l").then().body("decisions", empty());

        var all = "{\"since\":\"2026-01-01T00:00:00Z\"}";
        String replay = as(ADMIN).body(all).post("/v1/replays").then().statusCode(202).extract().path("id");
        as(OTHER).get("/v1/replays/" + replay).then().statusCode(404);
        as(OTHER).delete("/v1/replays/" + replay).then().statusCode(404);
        as(OTHER).get("/v1/replays").then().body("replays.id", not(hasItem(replay)));
        String theirs = as(OTHER).body(all).post("/v1/replays").then().statusCode(202).extract().path("id");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(
            () -> !as(OTHER).get("/v1/replays/" + theirs).path("status").equals("running"));
        as(OTHER).get("/v1/replays/" + theirs).then().body("total", equalTo(
            as(OTHER).get("/v1/decisions?limit=500").<List<?>>path("decisions").size()));
        as(ADMIN).delete("/v1/replays/" + replay).then().statusCode(200);
    }

    @Test
    void theSdkIsToldThatItsKeyIsWrong() {
        var refused = assertThrows(UnauthorizedException.class, () -> openAi("wrong").moderations()
            .create(ModerationCreateParams.builder().input("hello").build()));

        assertEquals("invalid_api_key", refused.code().orElseThrow());
    }

    @Test
    void whoSendsTooFastIsToldWhenToComeBack() {
        Awaitility.await().atMost(Duration.ofSeconds(10))
            .until(() -> as(HURRIED).get("/v1/hazards").statusCode() == 429);
        as(HURRIED).get("/v1/hazards").then().statusCode(429).header("Retry-After", matchesPattern("[12]"))
            .contentType("application/problem+json").body("status", equalTo(429));
        var limited = assertThrows(RateLimitException.class, () -> {
            for (var i = 0; i < 10; i++) {
                openAi(HURRIED).moderations().create(ModerationCreateParams.builder().input("hello").build());
            }
        });
        assertEquals("rate_limit_exceeded", limited.code().orElseThrow());
        as(SUBMITTER).get("/v1/hazards").then().statusCode(200);
    }

    @Test
    void whoHasAsMuchInFlightAsAllowedWaitsWithTheNext() {
        models.delay(Duration.ofSeconds(1));
        var first = inBackground(SINGLE);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> models.count() > 0);

        as(SINGLE).body("{\"content\":\"second\"}").post("/v1/decisions").then().statusCode(429)
            .header("Retry-After", equalTo("1"));
        assertEquals(201, first.join());
        as(SINGLE).body("{\"content\":\"third\"}").post("/v1/decisions").then().statusCode(201);
    }

    @Test
    void whenAllPlacesAreTakenMoreIsRefusedAtOnceAndWhatWasAcceptedIsFinished() {
        models.delay(Duration.ofMillis(1_500));
        var accepted = IntStream.range(0, PLACES).mapToObj(i -> inBackground(SUBMITTER)).toList();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(
            () -> models.seen().stream().filter(Seen.at("vllm")).count() == PLACES);

        for (var path : List.of("/v1/decisions", "/beta/litellm_basic_guardrail_api")) {
            as(ADMIN).body("{}").post(path).then().statusCode(503).header("Retry-After", equalTo("1"))
                .contentType("application/problem+json");
        }
        stream(ADMIN, "{}").statusCode(503);
        as(ADMIN).body("{\"input\":\"x\"}").post("/v1/moderations").then().statusCode(503)
            .body("error.type", equalTo("server_error"));
        as(ADMIN).get("/v1/decisions").then().statusCode(200);
        assertEquals(List.of(201), accepted.stream().map(CompletableFuture::join).distinct().toList());
        as(ADMIN).body("{\"content\":\"now\"}").post("/v1/decisions").then().statusCode(201);
    }

    @Test
    void aStreamThatStandsStillIsCutOffAndItsPlacesAreFreeAgain() throws IOException {
        try (var socket = new Socket(api.getHost(), api.getPort())) {
            socket.getOutputStream().write(("POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + SINGLE + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"content\r\n")
                .getBytes(StandardCharsets.UTF_8));
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(
                () -> as(SINGLE).body("{\"content\":\"x\"}").post("/v1/decisions").statusCode() == 429);
            socket.setSoTimeout(20_000);

            assertEquals(-1, socket.getInputStream().read());
        }
        as(SINGLE).body("{\"content\":\"x\"}").post("/v1/decisions").then().statusCode(201);
    }

    @Test
    void neitherContentNorKeysNorRationalesAreLogged() {
        var logged = new StringBuffer();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.append(FORMAT.format(entry));
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        LogContext.getLogContext().getLogger("").addHandler(handler);
        try {
            as(SUBMITTER).body("{\"content\":\"top secret words [[S9]]\"}").post("/v1/decisions").then()
                .statusCode(201);
            as(SUBMITTER).body("{\"content\":\"top secret words\",\"direction\":\"top secret words\"}")
                .post("/v1/decisions").then().statusCode(400).body("detail", not(startsWith("top secret")));
            as("key-top secret").body("{\"content\":\"top secret words\"}").post("/v1/decisions").then()
                .statusCode(401);
            as(SUBMITTER).body("{\"input\":[\"top secret words\",7]}").post("/v1/moderations").then().statusCode(400);
            as(SUBMITTER).body("{\"content\":\"top secret words").post("/v1/decisions").then().statusCode(400);
        } finally {
            LogContext.getLogContext().getLogger("").removeHandler(handler);
        }

        assertTrue(logged.toString().contains("outcome=block"), "nothing was caught: " + logged);
        for (var secret : List.of("secret", SUBMITTER, ApiKeys.hash(SUBMITTER), "Indiscriminate")) {
            assertFalse(logged.toString().contains(secret), logged.toString());
        }
    }

    private static long reasonings(String key, String id) {
        List<Map<String, Object>> assessments = as(key).get("/v1/decisions/" + id).path("assessments");
        return assessments.stream().filter(assessment -> assessment.containsKey("reasoning")).count();
    }

    private static String submitted(String key) {
        return as(key).body("{\"content\":\"hello [[S9]]\"}").post("/v1/decisions").then().statusCode(201).extract()
            .path("id");
    }

    private static ValidatableResponse stream(String key, String lines) {
        return as(key).contentType("application/x-ndjson").body(lines.getBytes(StandardCharsets.UTF_8))
            .post("/v1/decisions").then();
    }

    private static CompletableFuture<Integer> inBackground(String key) {
        return CompletableFuture.supplyAsync(
            () -> as(key).body("{\"content\":\"hello\"}").post("/v1/decisions").statusCode(),
            task -> new Thread(task).start());
    }

    private OpenAIClient openAi(String key) {
        return OpenAIOkHttpClient.builder().baseUrl(api.toString()).apiKey(key).maxRetries(0).build();
    }

    private static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }
}
