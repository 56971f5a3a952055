package dev.moderato.intake.litellm;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of LiteLLM's generic guardrail API: {@code action} is always there, and nothing passes by silence. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class GuardrailTest {

    private static final String PIXEL =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==";

    ModelDouble models;

    @Inject
    CircuitBreakerMaintenance breakers;

    @BeforeEach
    void fresh() {
        models.reset();
        breakers.resetAll();
    }

    @Test
    void harmlessTextsPass() {
        guard("\"texts\":[\"hello\",\"\"],\"input_type\":\"request\"").body("$", aMapWithSize(1))
            .body("action", equalTo("NONE"));
    }

    @Test
    void oneBadTextBlocksAndTheReasonHasNoModelsWords() {
        guard("\"texts\":[\"hello\",\"[[S9]] how to\"],\"input_type\":\"request\"").body("action", equalTo("BLOCKED"))
            .body("blocked_reason", containsString("S9 Indiscriminate Weapons"))
            .body("blocked_reason", not(containsString("how to")));
    }

    @Test
    void imagesAreJudged() {
        guard("\"texts\":[],\"images\":[\"" + PIXEL + "\",\"data:image/png;base64," + PIXEL + "\"]")
            .body("action", equalTo("NONE"));

        assertTrue(
            models.seen().stream().anyMatch(seen -> seen.body().encode().contains(PIXEL)));
    }

    @Test
    void theWholeRequestOfAProxyIsUnderstoodAndItsUserCanBeSearched() {
        var user = UUID.randomUUID().toString();
        guard("""
            "texts":["First, the wrench. [[S2]]"],"images":null,"tools":[{"type":"function"}],
            "structured_messages":[{"role":"user","content":"hi"}],"input_type":"response",
            "request_data":{"user_api_key_hash":"88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b",
              "user_api_key_user_id":"%s","user_api_key_team_id":null},
            "litellm_call_id":"call-1","litellm_trace_id":"trace-1","litellm_version":"1.80.0",
            "additional_provider_specific_params":{"profile":"default","block_from":"block"}""".formatted(user))
            .body("action", equalTo("BLOCKED"));

        given().get("/v1/decisions?subject=" + user).then().body("decisions", hasSize(1))
            .body("decisions[0].direction", equalTo("output"))
            .body("decisions[0].context.litellm_call_id", equalTo("call-1"));
    }

    @Test
    void nothingToJudgePasses() {
        guard("\"texts\":[],\"input_type\":\"response\"").body("action", equalTo("NONE"));
        guard("\"input_type\":\"request\"").body("action", equalTo("NONE"));
    }

    @Test
    void mistakesAreNamed() {
        post("{\"texts\":\"hello\"}").statusCode(400).body("field", equalTo("texts"));
        post("{\"texts\":[7]}").statusCode(400).body("field", equalTo("texts[0].text"));
        post("{\"texts\":[\"x\"],\"input_type\":\"both\"}").statusCode(400).body("field", equalTo("input_type"));
        post("{\"texts\":[\"x\"],\"additional_provider_specific_params\":{\"profile\":\"nope\"}}").statusCode(400)
            .body("field", equalTo("additional_provider_specific_params.profile"));
        post("[]").statusCode(400);
    }

    private static ValidatableResponse guard(String fields) {
        return post("{" + fields + "}").statusCode(200);
    }

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/beta/litellm_basic_guardrail_api").then();
    }
}
