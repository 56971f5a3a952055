package dev.moderato.intake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.PostgresForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every answer has, and what browsers and proxies may rely on. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
class EdgesTest {

    @TestHTTPResource("/v1/decisions")
    URI decisions;

    @Test
    void everyAnswerHasSecurityHeadersAndAnIdOfItsOwn() {
        for (var path : new String[] {"/v1/hazards", "/v1/decisions/nobody-knows", "/v2", "/health"}) {
            given().get(path).then().header("X-Content-Type-Options", equalTo("nosniff"))
                .header("X-Frame-Options", equalTo("DENY")).header("Referrer-Policy", equalTo("no-referrer"))
                .header("x-request-id", matchesPattern("req_[0-9a-f-]{36}"));
        }
        given().get("/v1/hazards").then().header("Cache-Control", equalTo("no-store"));
    }

    @Test
    void otherOriginsAreNotLetIn() {
        given().header("Origin", "https://example.com").get("/v1/hazards").then()
            .header("Access-Control-Allow-Origin", nullValue());
        given().header("Origin", "https://example.com").header("Access-Control-Request-Method", "POST")
            .options("/v1/decisions").then().header("Access-Control-Allow-Origin", nullValue());
    }

    @ParameterizedTest
    @CsvSource({"localhost,200", "127.0.0.1,200", "127.0.0.1:8080,200", "[::1]:8080,200", "rebound.example,403",
        "127.0.0.1.example,403", "localhost.example:80,403"})
    void whileItIsOpenItIsCalledByTheMachinesOwnNamesAlone(String host, int status) {
        given().header("Host", host).get("/v1/hazards").then().statusCode(status);
    }

    @Test
    void answersAreCompressedForThoseWhoTakeIt() throws Exception {
        assertEquals(Optional.of("gzip"), encoding("gzip"));
        assertEquals(Optional.empty(), encoding("identity"));
    }

    private Optional<String> encoding(String accepted) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(decisions.resolve("/v1/hazards"))
            .header("Accept-Encoding", accepted).build(), BodyHandlers.discarding()).headers()
            .firstValue("Content-Encoding");
    }

    @Test
    void compressedBodiesAreRefused() {
        given().contentType(ContentType.JSON).header("Content-Encoding", "gzip").body("{\"content\":\"x\"}")
            .post("/v1/decisions").then().statusCode(415).contentType("application/problem+json");
    }

    @Test
    void http2IsSpoken() throws Exception {
        var answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()
            .send(HttpRequest.newBuilder(decisions).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"content\":\"hello\"}")).build(), BodyHandlers.ofString());

        assertEquals(201, answer.statusCode());
        assertEquals(HttpClient.Version.HTTP_2, answer.version());
    }
}
