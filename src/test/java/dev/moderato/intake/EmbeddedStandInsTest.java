package dev.moderato.intake;

import static dev.moderato.modeldouble.Seen.at;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An outage of the hosts degrades to the guards in the process, and shows. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class EmbeddedStandInsTest {

    ModelDouble models;

    @Inject
    CircuitBreakerMaintenance breakers;

    @BeforeEach
    void fresh() {
        models.reset();
        breakers.resetAll();
        Awaitility.await().atMost(Duration.ofSeconds(30))
            .until(() -> when().get("/q/health/ready").statusCode() == 200);
    }

    @Test
    void whenTheHostsAnswerNobodyStandsIn() {
        submit("hello").body("assessments.guard", not(hasItem("embedded-hazards"))).body("degraded", is(false));
    }

    @Test
    void whenAllHostsFailTheEmbeddedGuardsAnswerAndTheDecisionIsDegraded() {
        models.always(seen -> true, Reply.status(400, "{}"));

        submit("See you at dinner, I'll bring the dessert!").body("outcome", equalTo("allow"))
            .body("degraded", is(true)).body("assessments.findAll { it.status == 'assessed' }.guard",
                hasItems("embedded-hazards", "embedded-attack", "embedded-policies"));
        submit("I will find you and kill you, you filthy dog.").body("outcome", not(equalTo("allow")))
            .body("rationale", containsString("by embedded-hazards")).body("degraded", is(true));
    }

    @Test
    void whereAPolicyAnsweredInTheGuardsPlaceTheEmbeddedOneIsNotAsked() {
        models.always(at("vllm"), Reply.status(400, "{}"));

        submit("hello").body("assessments.find { it.policy == 's1-s14' }.status", equalTo("assessed"))
            .body("assessments.guard", not(hasItem("embedded-hazards"))).body("degraded", is(true));
    }

    private static ValidatableResponse submit(String content) {
        return given().contentType(ContentType.JSON).body(Map.of("content", content)).post("/v1/decisions").then()
            .statusCode(201);
    }
}
