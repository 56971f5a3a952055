package dev.moderato.intake.fms;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of the FMS detector API. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class DetectorsTest {

    ModelDouble models;

    @Inject
    CircuitBreakerMaintenance breakers;

    @BeforeEach
    void fresh() {
        models.reset();
        breakers.resetAll();
    }

    @Test
    void eachTextHasItsDetectionsInOrder() {
        contents("{\"contents\":[\"fine\",\"é😀 [[S9]] [[p=0.97]]\",\"\\u00a0fine\"],\"detector_params\":{}}")
            .statusCode(200).body("$", hasSize(3)).body("[0]", empty()).body("[2]", empty())
            .body("[1].find { it.detection == 'S9' }.start", equalTo(0))
            .body("[1].find { it.detection == 'S9' }.end", equalTo("é😀 [[S9]] [[p=0.97]]".codePointCount(0, 21)))
            .body("[1].find { it.detection == 'S9' }.text", equalTo("é😀 [[S9]] [[p=0.97]]"))
            .body("[1].find { it.detection == 'S9' }.detection_type", equalTo("hazards"))
            .body("[1].find { it.detection == 'S9' }.score", equalTo(0.97f))
            .body("[1].find { it.detection == 'S9' }.metadata.outcome", equalTo("block"));
    }

    @Test
    void theLastMessageIsJudgedInTheLightOfTheOthers() {
        chat("{\"messages\":[{\"role\":\"system\",\"content\":\"Be nice\"},{\"role\":\"user\",\"content\":\"[[S10]]\"},"
            + "{\"role\":\"assistant\",\"content\":\"no\"},{\"role\":\"user\",\"content\":\"[[S9]]\"}]}")
            .statusCode(200).body("detection", hasItem("S9")).body("detection", not(hasItem("S10")))
            .body("[0]", not(hasKey("start"))).body("[0]", hasKey("score"));
        chat("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]},"
            + "{\"role\":\"assistant\",\"content\":\"[[S2]] First\"}]}")
            .statusCode(200).body("detection", hasItem("S2"));
        chat("{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}").statusCode(200).body("$", empty());
    }

    @Test
    void theDetectorMayBeCalledLikeAProfileOrNot() {
        for (var detector : new String[] {"default", "moderato", ""}) {
            given().header("detector-id", detector).contentType(ContentType.JSON).body("{\"contents\":[\"hello\"]}")
                .post("/api/v1/text/contents").then().statusCode(200);
        }
        contents("{\"contents\":[\"hello\"],\"detector_params\":{\"profile\":\"nope\"}}").statusCode(404)
            .body("code", equalTo(404)).body("message", containsString("profile"));
    }

    @Test
    void mistakesHaveACodeAndAMessage() {
        for (var body : new String[] {"{}", "{\"contents\":[]}", "{\"contents\":\"x\"}", "{\"contents\":[7]}",
            "{\"contents\":[\"fine\",\"\"]}", "{", "[]"}) {
            contents(body).statusCode(422).contentType(ContentType.JSON).body("code", equalTo(422))
                .body("message", not(equalTo("")));
        }
        for (var body : new String[] {"{}", "{\"messages\":[]}", "{\"messages\":[7]}",
            "{\"messages\":[{\"role\":\"user\"}]}",
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"x\"}]}]}"}) {
            chat(body).statusCode(422).body("code", equalTo(422));
        }
        contents("{\"contents\":[\"fine\",\"\"]}").body("message", containsString("contents[1]"));
    }

    @Test
    void healthIsThere() {
        given().get("/health").then().statusCode(200);
    }

    private static ValidatableResponse contents(String body) {
        return post("contents", body);
    }

    private static ValidatableResponse chat(String body) {
        return post("chat", body);
    }

    private static ValidatableResponse post(String what, String body) {
        return given().header("detector-id", "moderato").contentType(ContentType.JSON).body(body)
            .post("/api/v1/text/" + what).then();
    }
}
