package dev.moderato.intake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.policy.BooksForTests;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A folder of policies that changes while the service runs. Each test has a profile of its own in it. */
@QuarkusTest
@TestProfile(PoliciesInForceTest.OwnFolder.class)
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class PoliciesInForceTest {

    private static final Path FOLDER = Path.of("target", "policies-" + ProcessHandle.current().pid());

    public static class OwnFolder implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                write("default", "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Map.of("moderato.policies.folder", FOLDER.toString(), "moderato.policies.poll", "20ms",
                "moderato.embedded.enabled", "false", "moderato.reuse", "1h");
        }
    }

    @Test
    void anyRevisionThatWasInForceCanBeReadForGood() throws IOException {
        write("history", "consult: always");
        var first = awaitRevision("history", "");
        write("history", "consult: flagged");
        var second = awaitRevision("history", first);

        given().get("/v1/policies/insults/revisions?profile=history").then().statusCode(200)
            .body("revision", contains(second, first)).body("active", contains(true, false));
        given().get("/v1/policies/insults?profile=history&revision=" + first).then().statusCode(200)
            .body("source", equalTo(text("consult: always"))).body("revision", equalTo(first));
        given().get("/v1/policies/insults?profile=history&revision=" + second).then()
            .body("source", equalTo(text("consult: flagged")));
        given().get("/v1/policies/hazards/revisions?profile=history").then().body("", hasSize(1));
        given().get("/v1/policies/other?profile=history&revision=" + first).then().statusCode(404);
        given().get("/v1/policies/insults?profile=default&revision=" + first).then().statusCode(404);
        given().get("/v1/policies/other/revisions?profile=history").then().statusCode(404);
        given().urlEncodingEnabled(false).get("/v1/policies/insults?profile=history&revision=%00").then().statusCode(400);
    }

    @Test
    void aFindingsRevisionLeadsToTheFileItWasMadeUnder() throws IOException {
        write("trace", "consult: always");
        awaitRevision("trace", "");
        var id = submit("trace", "[[v=A:A.a]]", "block");
        String revision = given().get("/v1/decisions/" + id).path("findings.find { it.policy == 'insults' }.revision");
        Files.delete(FOLDER.resolve("trace/insults.md"));
        Awaitility.await().until(() -> given().get("/v1/policies/insults?profile=trace").statusCode() == 404);

        given().get("/v1/policies/insults?profile=trace&revision=" + revision).then()
            .body("source", containsString("consult: always"));
    }

    @Test
    void aNextRevisionChangesNothingAndTellsWhatItWouldChange() throws IOException {
        write("trial", "consult: always");
        Files.writeString(FOLDER.resolve("trial/insults.next.md"), text("consult: always").replace("A", "Q"));
        awaitRevision("trial", "");
        var blocked = submit("trial", "[[v=A:A.a]]", "block");
        submit("trial", "[[v=Q:Q.a]]", "allow");
        submit("trial", "hello", "allow");

        given().get("/v1/decisions/" + blocked).then()
            .body("shadows.policy", contains("insults")).body("shadows[0].outcome", equalTo("allow"));
        given().get("/v1/policies/insults/shadow?profile=trial").then().statusCode(200)
            .body("revisions", hasSize(1)).body("revisions[0].asked", equalTo(3))
            .body("revisions[0].changed", equalTo(2)).body("revisions[0].unanswered", equalTo(0))
            .body("revisions[0].categories", equalTo(Map.of("Q", 1)))
            .body("revisions[0].outcomes.find { it.from == 'block' }.to", equalTo("allow"))
            .body("revisions[0].outcomes.find { it.from == 'block' }.examples", contains(blocked))
            .body("revisions[0].outcomes.find { it.from == 'allow' && it.to == 'block' }.count", equalTo(1));
        given().get("/v1/policies/insults/shadow?profile=trial&until=2020-01-01T00:00:00Z").then()
            .statusCode(200).body("revisions", hasSize(0));
        given().get("/v1/policies/insults/shadow?since=yesterday").then().statusCode(400);
        given().get("/v1/policies/nobody/shadow?profile=trial").then().statusCode(404);
        given().get("/v1/policies/insults/revisions?profile=trial").then().body("next.findAll { it }", hasSize(1));
        var metrics = given().get("/q/metrics").asString();
        assertEquals(1, metrics.lines().filter(line -> line.matches("moderato_shadow_decisions_total\\{from=\"block\","
            + "policy=\"insults\",profile=\"trial\",to=\"allow\"} 1.0")).count(), metrics);
    }

    @Test
    void aProfileThatExtendsAnotherIsChosenByItsName() throws IOException {
        write("base", "consult: always");
        var child = Files.createDirectories(FOLDER.resolve("child"));
        Files.writeString(child.resolve("hazards.yaml"), "extends: base\nhazards:\n  S9: {review: 0.9, block: 0.95}\n");
        awaitRevision("child", "");

        submit("base", "[[S9]] [[p=0.6]]", "block");
        submit("child", "[[S9]] [[p=0.6]]", "review");
        submit("child", "[[v=A:A.a]]", "block");
    }

    @Test
    void ofAProfileThatKeepsNothingARepeatIsGivenTheDecisionThatStands() throws IOException {
        keeping("private", "none");
        var id = submit("private", "hello", "allow");

        given().get("/v1/decisions/" + id).then().statusCode(200).body("$", not(hasKey("digest")));
        given().get("/v1/decisions/" + id + "/content").then().statusCode(404);
        again("private", id, "something else").statusCode(200).body("outcome", equalTo("allow"));
        again("default", id, "hello").statusCode(409);
    }

    @Test
    void ofAProfileThatKeepsADigestARepeatWithOtherContentIsRefused() throws IOException {
        keeping("discreet", "digest");
        var id = submit("discreet", "hello", "allow");

        given().get("/v1/decisions/" + id + "/content").then().statusCode(404);
        again("discreet", id, "hello").statusCode(200);
        again("discreet", id, "something else").statusCode(409);
    }

    private static void keeping(String profile, String keep) throws IOException {
        write(profile, "consult: always");
        Files.writeString(FOLDER.resolve(profile + "/hazards.yaml"), "extends: default\nkeep: " + keep + "\n");
        awaitRevision(profile, "");
        Awaitility.await().until(() -> given().get("/v1/policies/hazards/revisions?profile=" + profile).then()
            .extract().<List<String>>path("findAll { it.active }.revision").stream().anyMatch(revision ->
                given().get("/v1/policies/hazards?profile=" + profile + "&revision=" + revision).asString()
                    .contains("keep: " + keep)));
    }

    private static ValidatableResponse again(String profile, String id, String content) {
        return given().contentType(ContentType.JSON).body(Map.of("id", id, "profile", profile, "content", content))
            .post("/v1/decisions").then();
    }

    private static String submit(String profile, String content, String outcome) {
        var id = UUID.randomUUID().toString();
        given().contentType(ContentType.JSON).body(Map.of("id", id, "profile", profile, "content", content))
            .post("/v1/decisions").then().statusCode(201).body("outcome", equalTo(outcome));
        return id;
    }

    static String awaitRevision(String profile, String other) {
        return Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(
            () -> given().get("/v1/policies/insults?profile=" + profile).then().statusCode(200).extract()
                .<String>path("revision"), revision -> !revision.equals(other));
    }

    /** Whole files, each put in its place at once. */
    static void write(String profile, String frontMatter) throws IOException {
        var folder = Files.createDirectories(FOLDER.resolve(profile));
        if (!frontMatter.isEmpty()) {
            var written = Files.writeString(folder.resolve("new"), text(frontMatter));
            Files.move(written, folder.resolve("insults.md"), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.copy(Path.of("policies/default/hazards.yaml"), folder.resolve("hazards.yaml"),
            StandardCopyOption.REPLACE_EXISTING);
    }

    private static String text(String frontMatter) {
        return BooksForTests.text(frontMatter);
    }
}
