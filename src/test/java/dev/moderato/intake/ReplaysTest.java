package dev.moderato.intake;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import dev.moderato.modeldouble.Seen;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kept decisions judged again, by the double. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
class ReplaysTest {

    ModelDouble models;
    @Inject
    DataSource database;

    private final Instant since = Instant.now();
    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private String spam;

    @BeforeEach
    void fresh() throws IOException {
        models.reset();
        spam = Files.readString(Path.of("policies/default/spam.md"));
    }

    @AfterEach
    void nothingRunsOn() {
        List<String> running = given().get("/v1/replays?limit=500")
            .path("replays.findAll { it.status == 'running' }.id");
        running.forEach(id -> given().delete("/v1/replays/" + id));
    }

    @Test
    void aChangedPolicyShowsWhichDecisionsWouldFlipAndChangesNone() {
        decide("scam", "[[v=SP1:SP1.a]]", "block");
        decide("reviews", "[[v=SP3:SP3.a]]", "review");
        decide("threat", "[[v=HR2:HR2.b]]", "block");
        decide("fine", "What a lovely day", "allow");
        var kept = decision("scam");
        var before = given().get("/v1/decisions?limit=500&since=" + since).then().extract().asString();

        var replay = replayed(Map.of("policy", Map.of("id", "spam", "text", spam
            .replace("name: Scam, hazard: S2, outcome: block", "name: Scam, hazard: S2, outcome: review")
            .replace("hazard: S2, outcome: review, rules: [SP3", "hazard: S2, outcome: block, rules: [SP3"))));

        replay.body("status", equalTo("done")).body("total", is(4)).body("done", is(4))
            .body("policy.id", equalTo("spam")).body("policy.text", containsString("SP3.a"))
            .body("report.judged", is(4)).body("report.compared", is(4)).body("report.unchanged", is(2))
            .body("report.newlyBlocked.count", is(1))
            .body("report.newlyBlocked.examples.id", contains(id("reviews")))
            .body("report.newlyBlocked.examples[0].rationale", containsString("block for S2 by spam"))
            .body("report.newlyReviewed.examples.id", contains(id("scam")))
            .body("report.newlyAllowed.count", is(0)).body("report.newlyAllowed.examples", empty())
            .body("report.hazards.hazard", contains("S2"))
            .body("report.hazards[0].counts.newlyBlocked", is(1))
            .body("report.hazards[0].counts.newlyReviewed", is(1))
            .body("report.categories.collect { it.policy + '/' + it.category }", contains("spam/SP1", "spam/SP3"))
            .body("report.outcomes.find { it.before == 'review' }.now", equalTo("block"))
            .body("report.otherRevision", is(0)).body("report.notes", empty());
        assertEquals(kept, decision("scam"));
        assertEquals(before, given().get("/v1/decisions?limit=500&since=" + since).then().extract().asString());
    }

    @Test
    void withoutAPolicyAChangedModelShows() {
        decide("scam", "[[v=SP1:SP1.a]]", "block");
        models.always(call -> call.system().contains("SP1"), Reply.content("{\"violation\":0,\"category\":null,"
            + "\"rule_ids\":[],\"confidence\":\"high\",\"rationale\":\"fine\"}"));

        replayed(Map.of()).body("policy", nullValue()).body("report.newlyAllowed.examples.id", contains(id("scam")));
    }

    @Test
    void aGuardThatIsAwayNowFlipsNothing() {
        decide("fine", "What a lovely day", "allow");
        models.always(Seen.at("vllm"), Reply.status(401, "{}"));

        replayed(Map.of()).body("report.degraded.now", is(1)).body("report.compared", is(0))
            .body("report.newlyReviewed.count", is(0)).body("report.notes[0]", containsString("a guard was away now"));
    }

    @Test
    void ofDecisionsWithADigestAloneItSaysThatThereIsNothingToJudge() throws SQLException {
        decide("fine", "hello", "allow");
        decide("purged", "hello", "allow");
        purgeContent("purged");

        replayed(Map.of()).body("done", is(2)).body("report.judged", is(1)).body("report.digestOnly", is(1))
            .body("report.notes", hasItem(containsString("1 decisions are kept without their content")));
    }

    @Test
    void aSampleIsDrawnAndASpanEndsBeforeItsUntil() {
        decide("a", "hello", "allow");
        decide("b", "hello", "allow");
        var until = Instant.now();
        decide("c", "hello", "allow");

        replayed(Map.of("until", until.toString())).body("total", is(2)).body("report.judged", is(2));
        replayed(Map.of("sample", 1)).body("total", is(1)).body("sample", is(1)).body("report.judged", is(1));
    }

    @Test
    void whereThereIsNothingItIsDoneAtOnce() {
        replayed(Map.of("profile", "default")).body("status", equalTo("done")).body("total", is(0))
            .body("report.compared", is(0));
    }

    @Test
    void oneRunsAtATimeAndItCanBeCancelled() {
        for (var i = 0; i < 4; i++) {
            decide("post-" + i, "hello", "allow");
        }
        models.delay(Duration.ofSeconds(2));
        var id = begin(Map.of()).statusCode(202).body("status", equalTo("running")).extract().<String>path("id");

        begin(Map.of()).statusCode(409).contentType("application/problem+json");
        given().delete("/v1/replays/" + id).then().statusCode(200).body("status", equalTo("cancelled"))
            .body("endedAt", notNullValue());

        models.delay(Duration.ZERO);
        replayed(Map.of("sample", 1)).body("status", equalTo("done"));
        assertEquals("cancelled", look(id).getString("status"));
        assertEquals(0, look(id).getInt("done"));
        given().delete("/v1/replays/" + id).then().statusCode(200).body("status", equalTo("cancelled"));
    }

    @Test
    void oneWhoseProcessIsGoneIsInterruptedAndHoldsUpNoOther() throws SQLException {
        var id = UUID.randomUUID();
        execute("insert into replay (id, tenant, profile, since, until, status, started_at, beat_at) values ('" + id
            + "', 'default', 'default', now(), now(), 'running', now(), now() - interval '2 minutes')");

        replayed(Map.of()).body("status", equalTo("done"));
        given().get("/v1/replays/" + id).then().body("status", equalTo("interrupted")).body("report", nullValue());
    }

    @Test
    void theListHasTheNewestFirstWithoutReports() {
        var older = replayed(Map.of()).extract().<String>path("id");
        var newer = replayed(Map.of()).extract().<String>path("id");

        given().get("/v1/replays?limit=2").then().statusCode(200).body("replays.id", contains(newer, older))
            .body("replays[0].report", nullValue()).body("replays[0].status", equalTo("done"));
        given().get("/v1/replays?limit=0").then().statusCode(400).body("field", equalTo("limit"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                                            | since       | is missing
        {"since":"yesterday"}                                         | since       | must be a moment such as
        {"since":"2999-01-01T00:00:00Z"}                              | since       | must be before
        {"since":"2026-01-02T00:00:00Z","until":"2026-01-01T00:00:00Z"} | since     | must be before
        {"since":"2026-01-01T00:00:00Z","profile":"nope"}             | profile     | is not one of the profiles
        {"since":"2026-01-01T00:00:00Z","sample":0}                   | sample      | a whole number from 1
        {"since":"2026-01-01T00:00:00Z","sample":1.5}                 | sample      | a whole number from 1
        {"since":"2026-01-01T00:00:00Z","sample":1e99}                | sample      | a whole number from 1
        {"since":"2026-01-01T00:00:00Z","policy":"spam"}              | policy      | must be an object
        {"since":"2026-01-01T00:00:00Z","policy":{"id":"spam"}}       | policy.text | is missing
        {"since":"2026-01-01T00:00:00Z","policy":{"id":"../x","text":""}} | policy.id | small letters
        {"since":"2026-01-01T00:00:00Z","policy":{"id":"hazards","text":""}} | policy.text | hazards.md:1: must begin
        {"since":"2026-01-01T00:00:00Z","policy":{"id":"spam","text":"---\\ntitle: x\\nconsult: often\\n---\\n"}} \
        | policy.text | spam.md:3: consult must be one of
        {"since":"2026-01-01T00:00:00Z","colour":"red"}               | colour      | is not a field here
        """)
    void aWrongRequestIsToldWhatToChange(String body, String field, String detail) {
        given().contentType(ContentType.JSON).body(body).post("/v1/replays").then().statusCode(400)
            .contentType("application/problem+json").body("field", equalTo(field))
            .body("detail", containsString(detail));
    }

    @Test
    void aPolicyThatIsNestedToNoEndIsRefused() {
        begin(Map.of("policy", Map.of("id", "spam", "text", "---\na: " + "[".repeat(5_000) + "\n---\n")))
            .statusCode(400).body("field", equalTo("policy.text")).body("detail", startsWith("spam.md:2: Nesting Depth exceeded"));
    }

    @Test
    void whatThereIsNotIsNotFound() {
        for (var id : List.of("x", UUID.randomUUID().toString())) {
            given().get("/v1/replays/" + id).then().statusCode(404);
            given().delete("/v1/replays/" + id).then().statusCode(404);
        }
    }

    private ValidatableResponse replayed(Map<String, Object> request) {
        var id = begin(request).statusCode(202).header("Location", startsWith("/v1/replays/")).extract().<String>path("id");
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !look(id).getString("status").equals("running"));
        return given().get("/v1/replays/" + id).then().statusCode(200);
    }

    private ValidatableResponse begin(Map<String, Object> request) {
        var body = new HashMap<String, Object>(Map.of("since", since.toString()));
        body.putAll(request);
        return given().contentType(ContentType.JSON).body(body).post("/v1/replays").then();
    }

    private static JsonPath look(String id) {
        return given().get("/v1/replays/" + id).jsonPath();
    }

    private void decide(String name, String content, String outcome) {
        given().contentType(ContentType.JSON).body(Map.of("id", id(name), "content", content)).post("/v1/decisions")
            .then().statusCode(201).body("outcome", equalTo(outcome));
    }

    private String decision(String name) {
        return given().get("/v1/decisions/" + id(name)).then().statusCode(200).extract().asString();
    }

    private String id(String name) {
        return mark + "-" + name;
    }

    private void purgeContent(String name) throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute("select purge_content(tenant, decided_at, decided_at + interval '1 microsecond')"
                + " from decision where id = '" + id(name) + "'");
        }
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate(sql));
        }
    }
}
