package dev.moderato.intake.access;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.moderato.PostgresForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.test.oidc.server.OidcWiremockTestResource;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tokens of an OpenID provider, which here is a double on the loopback. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(OidcWiremockTestResource.class)
@TestProfile(TokensTest.Provider.class)
class TokensTest {

    /** An OpenID provider and one key besides. */
    public static class Provider implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("moderato.embedded.enabled", "false", "quarkus.oidc.auth-server-url", "${keycloak.url}/realms/quarkus/",
                "moderato.keys.shop.hash", ApiKeys.hash("key-shop"), "moderato.keys.shop.tenant", "a");
        }
    }

    @Test
    void aTokenHasItsTenantAndItsRoles() {
        var id = UUID.randomUUID().toString();
        var body = "{\"id\":\"" + id + "\",\"content\":\"hello\"}";

        with(token("alice", Set.of("submitter"), Map.of("tenant", "a"))).body(body).post("/v1/decisions").then()
            .statusCode(201);
        with(token("bob", Set.of("auditor"), Map.of("tenant", "a"))).get("/v1/decisions/" + id + "/content").then()
            .statusCode(200);
        with(token("bob", Set.of("auditor"), Map.of("tenant", "a"))).body(body).post("/v1/decisions").then()
            .statusCode(403);
        with(token("mallory", Set.of("admin"), Map.of("tenant", "b"))).get("/v1/decisions/" + id).then()
            .statusCode(404);
        with("key-shop").get("/v1/decisions/" + id).then().statusCode(200);
    }

    @Test
    void aTokenWithoutTenantOrRoleIsLetInNowhere() {
        with(token("alice", Set.of("submitter"), Map.of())).body("{\"content\":\"hello\"}").post("/v1/decisions").then()
            .statusCode(403).contentType("application/problem+json");
        with(token("alice", Set.of("user"), Map.of("tenant", "a"))).get("/v1/decisions").then().statusCode(403);
        with(token("alice", Set.of("user"), Map.of())).body("{\"input\":\"hello\"}").post("/v1/moderations").then()
            .statusCode(403).body("error.code", equalTo("insufficient_permissions"));
    }

    @Test
    void aForgedTokenIsRefused() {
        var token = token("alice", Set.of("submitter"), Map.of("tenant", "a"));
        var signature = token.lastIndexOf('.') + 1;
        var forged = token.substring(0, signature) + "AAAA" + token.substring(signature + 4);

        for (var bad : new String[] {forged, "not.a.token", "wrong"}) {
            with(bad).body("{\"content\":\"hello\"}").post("/v1/decisions").then().statusCode(401)
                .contentType("application/problem+json").header("WWW-Authenticate", "Bearer");
        }
    }

    private static String token(String user, Set<String> roles, Map<String, String> claims) {
        return OidcWiremockTestResource.generateJwtToken(user, roles, user, null, Set.of(), claims);
    }

    private static RequestSpecification with(String token) {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON);
    }
}
