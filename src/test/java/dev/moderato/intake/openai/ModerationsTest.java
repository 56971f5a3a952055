package dev.moderato.intake.openai;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.models.moderations.Moderation;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.moderations.ModerationImageUrlInput;
import com.openai.models.moderations.ModerationModel;
import com.openai.models.moderations.ModerationMultiModalInput;
import com.openai.models.moderations.ModerationTextInput;
import dev.langchain4j.model.openai.OpenAiModerationModel;
import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's own SDK for Java, LangChain4j and plain HTTP: what they expect of OpenAI they find here. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class ModerationsTest {

    private static final String PIXEL = "data:image/png;base64,"
        + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==";
    private static final int CATEGORIES = 13;

    ModelDouble models;

    @TestHTTPResource("/v1")
    URI api;

    @Inject
    CircuitBreakerMaintenance breakers;

    @BeforeEach
    void fresh() {
        models.reset();
        breakers.resetAll();
    }

    @Test
    void aTextHasOneResult() {
        var answer = openAi().moderations().create(ModerationCreateParams.builder()
            .input("[[S1]] [[p=0.97]]").model(ModerationModel.OMNI_MODERATION_LATEST).build()).validate();

        assertTrue(answer.id().startsWith("modr-"), answer.id());
        assertEquals(1, answer.results().size());
        var result = answer.results().get(0);
        assertTrue(result.flagged());
        assertTrue(result.categories().violence());
        assertFalse(result.categories().sexualMinors());
        assertEquals(0.97, result.categoryScores().violence(), 0.01);
        assertEquals(List.of(Moderation.CategoryAppliedInputTypes.Violence.TEXT),
            result.categoryAppliedInputTypes().violence());
    }

    @Test
    void textsHaveAResultEachInTheirOrderAndADecisionEach() {
        var answer = openAi().moderations().create(ModerationCreateParams.builder()
            .inputOfStrings(List.of("fine", "[[S10]]", "fine too", "[[S4]]")).build()).validate();

        assertEquals(List.of(false, true, false, true), answer.results().stream().map(Moderation::flagged).toList());
        assertTrue(answer.results().get(1).categories().hate());
        assertTrue(answer.results().get(3).categories().sexualMinors());
        for (var i = 0; i < 4; i++) {
            given().get("/v1/decisions/" + answer.id() + "-" + i).then().statusCode(200)
                .body("outcome", equalTo(i % 2 == 0 ? "allow" : "block"));
        }
    }

    @Test
    void partsHaveOneResultTogether() {
        var answer = openAi().moderations().create(ModerationCreateParams.builder()
            .inputOfModerationMultiModalArray(List.of(
                ModerationMultiModalInput.ofText(ModerationTextInput.builder().text("[[S12]]").build()),
                ModerationMultiModalInput.ofImageUrl(ModerationImageUrlInput.builder()
                    .imageUrl(ModerationImageUrlInput.ImageUrl.builder().url(PIXEL).build()).build()))).build())
            .validate();

        assertEquals(1, answer.results().size());
        var result = answer.results().get(0);
        assertTrue(result.categories().sexual());
        assertEquals(List.of(Moderation.CategoryAppliedInputTypes.Sexual.TEXT,
            Moderation.CategoryAppliedInputTypes.Sexual.IMAGE), result.categoryAppliedInputTypes().sexual());
        assertEquals(List.of(Moderation.CategoryAppliedInputTypes.Hate.TEXT),
            result.categoryAppliedInputTypes().hate());
        assertTrue(models.seen().stream().anyMatch(seen -> seen.body().encode().contains(PIXEL)));
    }

    @Test
    void whatIsWrongComesInOpenAisEnvelope() {
        var refused = assertThrows(BadRequestException.class, () -> openAi().moderations().create(
            ModerationCreateParams.builder().inputOfStrings(List.of("fine", " ")).build()));

        assertEquals("invalid_request_error", refused.type().orElseThrow());
        assertEquals("input[1]", refused.param().orElseThrow());
    }

    @Test
    void langChain4jModerates() {
        var model = OpenAiModerationModel.builder().baseUrl(api.toString()).apiKey("any").maxRetries(0)
            .modelName("omni-moderation-latest").build();

        assertTrue(model.moderate("[[S9]]").content().flagged());
        assertFalse(model.moderate("What a lovely day").content().flagged());
    }

    @ParameterizedTest
    @CsvSource({"S1,violence", "S2,illicit", "S3,illicit", "S4,sexual/minors", "S5,", "S6,", "S7,", "S8,",
        "S9,illicit illicit/violent", "S10,hate", "S11,self-harm", "S12,sexual", "S13,"})
    void eachHazardFlagsAndHasTheCategoriesThatCoverIt(String hazard, String categories) {
        var expected = categories == null ? List.of() : List.of(categories.split(" "));
        Map<String, Boolean> claimed = post("{\"input\":\"[[" + hazard + "]]\"}").statusCode(200)
            .body("results[0].moderato.hazards", contains(hazard))
            .body("results[0].categories.size()", equalTo(CATEGORIES))
            .body("results[0].category_scores.size()", equalTo(CATEGORIES))
            .body("results[0].category_applied_input_types.size()", equalTo(CATEGORIES))
            .extract().path("results[0].categories");

        assertEquals(expected, claimed.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList());
    }

    @Test
    void aSmallScoreIsNotRoundedToNothing() {
        post("{\"input\":\"[[safe]] [[p=0.0000001]]\"}").statusCode(200).body("results[0].flagged", equalTo(false));
        Map<String, Number> scores = post("{\"input\":\"[[S1]] [[p=0.0000001]]\"}").statusCode(200).extract()
            .path("results[0].category_scores");

        assertTrue(scores.get("violence").doubleValue() > 0, scores.toString());
        assertTrue(scores.values().stream().allMatch(score -> score.doubleValue() >= 0 && score.doubleValue() <= 1));
    }

    @Test
    void theModelMayNameAProfileAndAnyOtherNameWillDo() {
        post("{\"input\":\"hello\",\"model\":\"default\"}").statusCode(200).body("model", equalTo("moderato/default"));
        post("{\"input\":\"hello\",\"model\":\"text-moderation-007\",\"user\":\"u\"}").statusCode(200)
            .body("model", equalTo("moderato/default")).body("$", hasKey("id"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{|400|", "[]|400|", "{}|400|input", "{\"input\":null}|400|input", "{\"input\":7}|400|input",
        "{\"input\":[]}|400|input", "{\"input\":[7]}|400|input[0]", "{\"input\":[\"x\",7]}|400|input[1]",
        "{\"input\":\" \"}|400|input", "{\"input\":\"x\",\"model\":7}|400|model",
        "{\"input\":[{\"type\":\"video\"}]}|400|input[0].type",
        "{\"input\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x.org/a\"}}]}|400|"
            + "input[0].image_url.url"})
    void badRequestsAreToldInTheEnvelope(String body, int status, String param) {
        post(body).statusCode(status).contentType(ContentType.JSON).header("x-request-id", matchesPattern("req_.+"))
            .body("error.type", equalTo("invalid_request_error")).body("error.message", containsString(""))
            .body("error.param", param == null ? nullValue() : equalTo(param)).body("error", hasKey("code"));
    }

    @Test
    void otherMistakesAreToldInTheEnvelopeToo() {
        given().contentType(ContentType.TEXT).body("x").post("/v1/moderations").then().statusCode(415)
            .body("error.type", equalTo("invalid_request_error"));
        given().get("/v1/moderations").then().statusCode(405).body("error.type", equalTo("invalid_request_error"));
        var image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + PIXEL + "\"}}";
        post("{\"input\":[" + String.join(",", Collections.nCopies(6, image)) + "]}").statusCode(400)
            .body("error.code", equalTo("too_many_images"));
        post("{\"input\":\"" + "x".repeat(16 << 20) + "\"}").statusCode(413).body("error", hasKey("param"));
    }

    private OpenAIClient openAi() {
        return OpenAIOkHttpClient.builder().baseUrl(api.toString()).apiKey("any").maxRetries(0).build();
    }

    private static ValidatableResponse post(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/v1/moderations").then();
    }
}
