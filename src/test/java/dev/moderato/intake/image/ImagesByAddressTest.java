package dev.moderato.intake.image;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.moderato.PostgresForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses of images over the doors, where they are switched on. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@TestProfile(ImagesByAddressTest.SwitchedOn.class)
public class ImagesByAddressTest {

    /** Fetched, with the checks as they are in earnest. Nobody is asked. */
    public static class SwitchedOn implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("moderato.embedded.enabled", "false", "moderato.content.remote-images", "true");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1/a.png", "https://localhost/a.png", "http://169.254.169.254/"})
    void noDoorReachesInwards(String address) {
        var part = part(address);
        given().contentType(ContentType.JSON).body("{\"content\":[" + part + "]}").post("/v1/decisions").then()
            .statusCode(400).body("field", equalTo("content[0].image_url.url"))
            .body("detail", containsString("could not be fetched"));
        given().contentType(ContentType.JSON).body("{\"input\":[" + part + "]}").post("/v1/moderations").then()
            .statusCode(400).body("error.param", equalTo("input[0].image_url.url"));
    }

    @Test
    void moreThanMayBeJudgedAreNotEvenFetched() {
        given().contentType(ContentType.JSON).body("{\"content\":["
            + String.join(",", Collections.nCopies(6, part("https://127.0.0.1/a.png"))) + "]}").post("/v1/decisions")
            .then().statusCode(400).body("detail", containsString("there are 6"));
    }

    private static String part(String address) {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + address + "\"}}";
    }
}
