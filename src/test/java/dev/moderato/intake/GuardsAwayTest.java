package dev.moderato.intake;

import static dev.moderato.modeldouble.Seen.asks;
import static dev.moderato.modeldouble.Seen.at;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guard that is away is seen to be, the others still decide, and nothing takes longer than the deadline. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
@TestProfile(GuardsAwayTest.ShortDeadline.class)
class GuardsAwayTest {

    private static final String PROMPT_GUARD = "meta-llama/llama-prompt-guard-2-86m";
    private static final String SAFEGUARD = "openai/gpt-oss-safeguard-20b";
    private static final long DEADLINE = 3_000;
    private static final long SLACK = 1_000;

    ModelDouble models;

    @Inject
    CircuitBreakerMaintenance breakers;

    /** Three seconds for all, and two for each attempt; nobody in the process stands in. */
    public static class ShortDeadline implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("moderato.embedded.enabled", "false", "moderato.deadline", "3s",
                "moderato.guards.llama-guard.timeout", "2s",
                "moderato.guards.prompt-guard.timeout", "2s", "moderato.guards.safeguard.timeout", "2s");
        }
    }

    @BeforeEach
    void fresh() {
        models.reset();
        breakers.resetAll();
    }

    @Test
    void aGuardThatNeverAnswersTimesOutAndItsStandInAnswers() {
        models.always(at("vllm"), Reply.hang());

        submit("hello").body("assessments.find { it.guard == 'llama-guard' }.cause", equalTo("timed_out"))
            .body("assessments.find { it.policy == 's1-s14' }.status", equalTo("assessed"))
            .body("outcome", equalTo("allow")).body("degraded", is(true));
    }

    @Test
    void whatTheStandInFindsCounts() {
        models.always(at("vllm"), Reply.status(500, "{}"));

        submit("[[S9]]").body("assessments.find { it.guard == 'llama-guard' }.cause", equalTo("host_error"))
            .body("outcome", equalTo("block")).body("findings.policy", hasItem("s1-s14"));
    }

    @Test
    void aGuardThatAnswersGarbageIsUnavailableAndTheOthersDecide() {
        models.always(asks(PROMPT_GUARD), Reply.content("certainly!"));

        submit("[[S9]]").body("assessments.find { it.guard == 'prompt-guard' }.cause", equalTo("unreadable"))
            .body("assessments.find { it.policy == 'prompt-injection' }.status", equalTo("assessed"))
            .body("outcome", equalTo("block")).body("degraded", is(true));
    }

    @Test
    void aGuardThatFailsIsUnavailableAndTheOthersDecide() {
        models.always(asks(SAFEGUARD), Reply.status(500, "{}"));

        submit("[[S9]]").body("assessments.find { it.policy == 'harassment' }.cause", equalTo("host_error"))
            .body("outcome", equalTo("block")).body("degraded", is(true));
        submit("harmless").body("outcome", equalTo("review"))
            .body("rationale", containsString("Nobody could answer for harassment, spam"));
    }

    @Test
    void whenAllAreAwayTheProfileSaysWhatFollows() {
        models.always(seen -> true, Reply.hang());

        submit("hello").body("outcome", equalTo("review")).body("degraded", is(true));
    }

    @Test
    void noDialectTakesSilenceForConsent() {
        models.always(seen -> true, Reply.status(500, "{}"));

        post("/v1/moderations", "{\"input\":\"hello\"}").body("results[0].flagged", is(true))
            .body("results[0].moderato.degraded", is(true)).body("results[0].moderato.outcome", equalTo("review"));
        post("/beta/litellm_basic_guardrail_api", "{\"texts\":[\"hello\"]}").body("action", equalTo("BLOCKED"))
            .body("blocked_reason", containsString("not every guard having answered"));
        post("/beta/litellm_basic_guardrail_api", "{\"texts\":[\"hello\"],"
            + "\"additional_provider_specific_params\":{\"block_from\":\"block\"}}").body("action", equalTo("NONE"));
        post("/api/v1/text/contents", "{\"contents\":[\"hello\"]}").body("[0].detection", hasItem("review"))
            .body("[0].detection_type", hasItem("outcome")).body("[0].metadata.degraded", hasItem(true));
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then().statusCode(200);
    }

    private static ValidatableResponse submit(String content) {
        return given().contentType(ContentType.JSON).body(Map.of("content", content)).post("/v1/decisions").then()
            .statusCode(201).time(lessThan(DEADLINE + SLACK));
    }
}
