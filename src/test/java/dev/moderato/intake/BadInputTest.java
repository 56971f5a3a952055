package dev.moderato.intake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.PostgresForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a caller gets wrong is answered with a problem that names it, and leaves nothing behind. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
class BadInputTest {

    static final String PIXEL = "data:image/png;base64,"
        + "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==";

    @TestHTTPResource
    URI decisions;

    static Stream<Arguments> bodiesAndTheFieldToChange() {
        return Stream.of(
            Arguments.of("{}", "content", "is missing"),
            Arguments.of("{\"content\":null}", "content", "is missing"),
            Arguments.of("{\"content\":\"\"}", "content", "blank"),
            Arguments.of("{\"content\":\" \\n\\t\"}", "content", "blank"),
            Arguments.of("{\"content\":[]}", "content", "blank"),
            Arguments.of("{\"content\":[{\"type\":\"text\",\"text\":\" \"}]}", "content", "blank"),
            Arguments.of("{\"content\":7}", "content", "text or a list"),
            Arguments.of("{\"content\":{\"text\":\"x\"}}", "content", "text or a list"),
            Arguments.of("{\"content\":[7]}", "content[0]", "must be an object"),
            Arguments.of("{\"content\":[{\"type\":\"video\"}]}", "content[0].type", "one of text, image_url"),
            Arguments.of("{\"content\":[{\"type\":\"text\"}]}", "content[0].text", "is missing"),
            Arguments.of("{\"content\":[{\"type\":\"text\",\"text\":7}]}", "content[0].text", "must be a text"),
            Arguments.of("{\"content\":[{\"text\":\"x\"}]}", "content[0].type", "is missing"),
            Arguments.of("{\"content\":[{\"type\":\"text\",\"text\":\"x\",\"image_url\":{\"url\":\"y\"}}]}",
                "content[0].image_url", "doesn't go with"),
            Arguments.of("{\"content\":\"x\",\"colour\":\"red\"}", "colour", "is not a field here"),
            Arguments.of("{\"content\":[{\"type\":\"text\",\"text\":\"x\",\"size\":1}]}", "content[0].size",
                "is not a field here"),
            Arguments.of("{\"content\":\"x\",\"direction\":\"INPUT\"}", "direction", "one of input, output"),
            Arguments.of("{\"content\":\"x\",\"direction\":1}", "direction", "must be a text"),
            Arguments.of("{\"content\":\"x\",\"profile\":\"nope\"}", "profile", "default"),
            Arguments.of("{\"content\":\"x\",\"profile\":\"../default\"}", "profile", "default"),
            Arguments.of("{\"content\":\"x\",\"id\":7}", "id", "must be a text, is a number"),
            Arguments.of("{\"content\":\"x\",\"id\":\" \"}", "id", "blank"),
            Arguments.of("{\"content\":\"x\",\"id\":\"a\\nb\"}", "id", "control characters"),
            Arguments.of("{\"content\":\"x\",\"id\":\"" + "i".repeat(201) + "\"}", "id", "has 201"),
            Arguments.of("{\"content\":\"a\\u0000b\"}", "content", "NUL character at offset 1"),
            Arguments.of("{\"content\":\"a\\ud800\"}", "content", "surrogate pair at offset 1"),
            Arguments.of("{\"content\":\"\\udc00\\ud800\"}", "content", "surrogate pair at offset 0"),
            Arguments.of("{\"content\":\"x\",\"context\":7}", "context", "must be an object"),
            Arguments.of("{\"content\":\"x\",\"context\":{\"a\":[\"\\u0000\"]}}", "context", "NUL"),
            Arguments.of("{\"content\":\"x\",\"context\":{\"n\":1e999}}", "context", "number that is too large"),
            Arguments.of("{\"content\":\"x\",\"context\":{\"a\":\"" + "c".repeat(17_000) + "\"}}", "context", "16384"),
            Arguments.of("{\"content\":\"x\",\"context\":{\"subject\":\"" + "s".repeat(201) + "\"}}",
                "context.subject", "200"),
            Arguments.of("{\"content\":\"x\",\"conversation\":{}}", "conversation", "must be a list"),
            Arguments.of("{\"content\":\"x\",\"conversation\":[{\"content\":\"y\"}]}", "conversation[0].role",
                "is missing"),
            Arguments.of("{\"content\":\"x\",\"conversation\":[{\"role\":\"system\",\"content\":\"y\"}]}",
                "conversation[0].role", "one of user, assistant"),
            Arguments.of("{\"content\":\"x\",\"conversation\":[{\"role\":\"user\"}]}", "conversation[0].content",
                "is missing"),
            Arguments.of("{\"content\":\"" + "x".repeat(100_001) + "\"}", "content", "has 100001"),
            Arguments.of("{\"content\":\"x\",\"conversation\":[{\"role\":\"user\",\"content\":\""
                + "x".repeat(60_000) + "\"},{\"role\":\"user\",\"content\":\"" + "x".repeat(60_000) + "\"}]}",
                "conversation", "has 120000"),
            Arguments.of(image("https://example.com/a.png"), "content[0].image_url.url", "addresses are not fetched"),
            Arguments.of(image("http://169.254.169.254/"), "content[0].image_url.url", "addresses are not fetched"),
            Arguments.of(image("file:///etc/passwd"), "content[0].image_url.url", "must be data:image"),
            Arguments.of(image("data:text/html;base64,AAAA"), "content[0].image_url.url", "must be data:image"),
            Arguments.of(image("data:image/png;base64,%%%"), "content[0].image_url.url", "is not base64"),
            Arguments.of(image("data:image/png;base64,"), "content[0].image_url.url", "by its bytes"),
            Arguments.of(image("data:image/png;base64,AAAAAAAAAAAA"), "content[0].image_url.url", "by its bytes"),
            Arguments.of(image("data:image/png;base64," + Base64.getEncoder()
                .encodeToString("<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8))),
                "content[0].image_url.url", "by its bytes"),
            Arguments.of(image("data:image/png;base64," + "A".repeat(6 << 20)), "content[0].image_url.url",
                "at most 4 MiB"),
            Arguments.of("{\"content\":[" + Stream.generate(() -> "{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                + PIXEL + "\"}}").limit(6).collect(Collectors.joining(",")) + "]}", "content", "there are 6"));
    }

    @ParameterizedTest
    @MethodSource("bodiesAndTheFieldToChange")
    void theProblemNamesTheField(String body, String field, String why) {
        problem(given().contentType(ContentType.JSON).body(body).post("/v1/decisions").then(), 400)
            .body("field", equalTo(field)).body("detail", containsString(why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7", "\"x\"", "{\"content\":\"x\"} x",
        "{\"content\":\"x\",\"content\":\"y\"}", "{\"content\":NaN}", "{'content':'x'}", "\u0000"})
    void whatIsNotAJsonObjectIsRefused(String body) {
        problem(given().contentType(ContentType.JSON).body(body).post("/v1/decisions").then(), 400)
            .body("field", nullValue()).body("detail", not(blankOrNullString()));
    }

    @Test
    void deepNestingIsRefused() {
        problem(given().contentType(ContentType.JSON)
            .body("{\"content\":\"x\",\"context\":" + "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_001))
            .post("/v1/decisions").then(), 400);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        problem(given().contentType("application/json")
            .body(new byte[] {'{', '"', 'c', 'o', 'n', 't', 'e', 'n', 't', '"', ':', '"', (byte) 0xC3, '(', '"', '}'})
            .post("/v1/decisions").then(), 400);
    }

    @Test
    void anotherContentTypeIsRefused() {
        problem(given().contentType(ContentType.TEXT).body("hello").post("/v1/decisions").then(), 415);
    }

    @Test
    void aBodyOfOver16MiBIsRefusedWhetherItSaysSoOrNot() throws IOException, InterruptedException {
        var large = new byte[(16 << 20) + 1];
        for (var body : List.of(BodyPublishers.ofByteArray(large),
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))) {
            var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(decisions.resolve("/v1/decisions"))
                .header("Content-Type", "application/json").POST(body).build(), BodyHandlers.ofString());
            assertEquals(413, answer.statusCode());
            assertEquals(Optional.of("application/problem+json"), answer.headers().firstValue("Content-Type"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"outcome=BLOCK", "hazard=S15", "since=yesterday", "until=2026-01-01", "limit=0", "limit=501",
        "limit=x", "cursor=abc", "cursor=%00",
        "cursor=KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaIHg", "cursor=MjAyNi0xMS0yNFQwMDowMDowMFogAA",
        "since=%2B1000000-12-31T23:59:59Z", "policy=%00", "subject=%00"})
    void aBadParameterIsNamed(String parameter) {
        problem(given().urlEncodingEnabled(false).get("/v1/decisions?" + parameter).then(), 400)
            .body("field", equalTo(parameter.substring(0, parameter.indexOf('='))));
    }

    @Test
    void whatIsNotThereIs404() {
        problem(given().get("/v1/decisions/nobody-knows").then(), 404);
        problem(given().get("/v1/decisions/nobody-knows/content").then(), 404);
        problem(given().get("/v1/policies/nobody-knows").then(), 404);
        problem(given().get("/v2").then(), 404);
        problem(given().urlEncodingEnabled(false).get("/v1/decisions/%00").then(), 400);
    }

    @Test
    void anotherMethodIsRefused() {
        problem(given().delete("/v1/decisions").then(), 405);
        problem(given().put("/v1/decisions/post-42").then(), 405);
    }

    @Test
    void aRefusedSubmissionLeavesNothingBehind() {
        given().contentType(ContentType.JSON).body("{\"id\":\"refused\",\"content\":\" \"}").post("/v1/decisions")
            .then().statusCode(400);

        given().get("/v1/decisions/refused").then().statusCode(404);
    }

    private static String image(String url) {
        return "{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}}]}";
    }

    private static ValidatableResponse problem(ValidatableResponse answer, int status) {
        return answer.statusCode(status).contentType("application/problem+json").body("status", equalTo(status))
            .body("title", not(blankOrNullString())).body("type", equalTo("about:blank"))
            .body("detail", not(blankOrNullString()));
    }
}
