package dev.moderato.guard;

import static dev.moderato.modeldouble.Seen.any;
import static dev.moderato.modeldouble.Seen.at;
import static dev.moderato.modeldouble.Seen.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import dev.moderato.policy.BooksForTests;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a guard bears what hosts do: each way of failing has its cause, and only what helps is tried again. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
@TestProfile(RemoteGuardTest.Impatient.class)
class RemoteGuardTest {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    ModelDouble models;

    @Inject
    Guards guards;
    @Inject
    CircuitBreakerMaintenance breakers;
    @Inject
    MeterRegistry meters;

    /** Attempts of 600 ms, so that what hangs is soon over. */
    public static class Impatient implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("moderato.guards.llama-guard.timeout", "600ms",
                "moderato.guards.prompt-guard.timeout", "600ms", "moderato.guards.safeguard.timeout", "600ms",
                "moderato.guards.llama-guard.concurrency", "1",
                "moderato.guards.nowhere.url", "http://127.0.0.1:1/v1", "moderato.guards.nowhere.dialect", "prompt-guard", "moderato.guards.nowhere.model", "none");
        }
    }

    @BeforeEach
    void fresh() {
        models.reset();
        breakers.resetAll();
    }

    static Stream<Arguments> failuresThatPass() {
        return Stream.of(
            Arguments.of("429 for a second", Reply.status(429, "{}").header("retry-after", "1")),
            Arguments.of("429 that says so in its sentence", Reply.status(429,
                "{\"error\":{\"message\":\"Rate limit reached. Please try again in 450ms.\"}}")),
            Arguments.of("429 without a word", Reply.status(429, "")),
            Arguments.of("429 with a date in the past", Reply.status(429, "{}")
                .header("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")),
            Arguments.of("429 in milliseconds", Reply.status(429, "{}").header("retry-after-ms", "20")),
            Arguments.of("500", Reply.status(500, "{\"error\":{\"message\":\"x\",\"type\":\"internal_server_error\"}}")),
            Arguments.of("502 in HTML", Reply.raw("text/html", 502, "<html>bad gateway</html>")),
            Arguments.of("503", Reply.status(503, "")),
            Arguments.of("503 with retry-after", Reply.status(503, "{}").header("retry-after", "1")),
            Arguments.of("408", Reply.status(408, "")),
            Arguments.of("520 of a proxy", Reply.raw("text/html", 520, "<html>error</html>")),
            Arguments.of("400 that may be tried again", Reply.status(400, "{}").header("x-should-retry", "true")),
            Arguments.of("reset", Reply.reset()),
            Arguments.of("reset after headers", Reply.resetAfterHeaders()),
            Arguments.of("slow headers", Reply.usual().after(Duration.ofSeconds(3))),
            Arguments.of("no answer", Reply.hang()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresThatPass")
    void aFailureThatPassesIsTriedAgain(String name, Reply failure) {
        models.script(any(), failure);

        var assessed = assertInstanceOf(Assessed.class, ask("prompt-guard", "hello [[p=0.75]]"));

        assertEquals(0.75, assessed.verdict().scores().get(0).value());
        assertEquals(2, assessed.effort().attempts());
    }

    static Stream<Arguments> failuresThatStay() {
        return Stream.of(
            Arguments.of("429 for longer than there is time", Reply.status(429, "{}").header("retry-after", "30"),
                Cause.RATE_LIMITED, 1),
            Arguments.of("429 for an hour", Reply.status(429, "{}").header("retry-after", "3600"),
                Cause.RATE_LIMITED, 1),
            Arguments.of("429 for a day", Reply.status(429, "{\"error\":{\"message\":\"on requests per day (RPD): Limit 1,"
                + " Please try again in 23h26m1.4s.\"}}"), Cause.RATE_LIMITED, 1),
            Arguments.of("413", Reply.status(413, "{\"error\":{\"code\":\"rate_limit_exceeded\",\"type\":\"tokens\"}}"),
                Cause.TOO_LARGE, 1),
            Arguments.of("401", Reply.status(401, "{\"error\":{\"code\":\"invalid_api_key\"}}"), Cause.UNAUTHORIZED, 1),
            Arguments.of("401 of vLLM", Reply.status(401, "{\"error\":\"Unauthorized\"}"), Cause.UNAUTHORIZED, 1),
            Arguments.of("403 of a blocked model", Reply.status(403,
                "{\"error\":{\"code\":\"model_permission_blocked_project\"}}"), Cause.UNAUTHORIZED, 1),
            Arguments.of("403 of Cloudflare", Reply.raw("text/plain", 403, "error code: 1010"), Cause.UNAUTHORIZED, 1),
            Arguments.of("404", Reply.status(404, "{\"error\":{\"code\":\"model_not_found\"}}"), Cause.MODEL_GONE, 1),
            Arguments.of("404 of Ollama", Reply.status(404, "{\"error\":{\"message\":\"model 'x' not found\",\"type\":"
                + "\"not_found_error\",\"param\":null,\"code\":null}}"), Cause.MODEL_GONE, 1),
            Arguments.of("400 of a retired model", Reply.status(400, "{\"error\":{\"code\":\"model_decommissioned\"}}"),
                Cause.MODEL_GONE, 1),
            Arguments.of("400 of vLLM with a number for a code", Reply.status(400,
                "{\"error\":{\"message\":\"no\",\"type\":\"BadRequestError\",\"code\":400}}"), Cause.REJECTED, 1),
            Arguments.of("400 of older vLLM", Reply.status(400,
                "{\"object\":\"error\",\"message\":\"no\",\"type\":\"BadRequestError\",\"code\":400}"), Cause.REJECTED, 1),
            Arguments.of("422", Reply.status(422, "{\"error\":\"x\",\"error_type\":\"Tokenizer\"}"), Cause.REJECTED, 1),
            Arguments.of("424 of TEI", Reply.status(424, "{\"error\":\"x\",\"error_type\":\"Backend\"}"),
                Cause.HOST_ERROR, 1),
            Arguments.of("500 that is not to be tried again", Reply.status(500, "{}").header("x-should-retry", "false"),
                Cause.HOST_ERROR, 1),
            Arguments.of("500 for good", Reply.status(500, "{}"), Cause.HOST_ERROR, 3),
            Arguments.of("503 for good", Reply.status(503, "{}"), Cause.OVERLOADED, 3),
            Arguments.of("never an answer", Reply.hang(), Cause.TIMED_OUT, 3),
            Arguments.of("a body that trickles", Reply.usual().slowBody(Duration.ofSeconds(3)), Cause.TIMED_OUT, 3),
            Arguments.of("reset for good", Reply.reset(), Cause.UNREACHABLE, 3),
            Arguments.of("an empty body", Reply.emptyBody(), Cause.UNREADABLE, 1),
            Arguments.of("half a body", Reply.truncatedJson(), Cause.UNREADABLE, 1),
            Arguments.of("no choices", Reply.emptyChoices(), Cause.UNREADABLE, 1),
            Arguments.of("an empty answer", Reply.content(""), Cause.UNREADABLE, 1),
            Arguments.of("prose", Reply.content("I can't help with that."), Cause.UNREADABLE, 1),
            Arguments.of("HTML with 200", Reply.raw("text/html", 200, "<html>0.01</html>"), Cause.UNREADABLE, 1),
            Arguments.of("two megabytes", Reply.raw("application/json", 200, " ".repeat(2 << 20)), Cause.UNREADABLE, 1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failuresThatStay")
    void aFailureThatStaysHasItsCauseAndIsNotTriedInVain(String name, Reply failure, Cause cause, int attempts) {
        models.always(any(), failure);

        var unavailable = assertInstanceOf(Unavailable.class, ask("prompt-guard", "hello"));

        assertEquals(cause, unavailable.cause());
        assertEquals(attempts, unavailable.effort().attempts());
        assertTrue(unavailable.effort().millis() < PATIENCE.toMillis() + 500, "it took " + unavailable.effort());
    }

    @Test
    void aCompressedAnswerIsRead() {
        models.always(any(), Reply.usual().gzip());

        assertInstanceOf(Assessed.class, ask("prompt-guard", "hello"));
    }

    @Test
    void aFullFlexTierIsAskedOnDemand() {
        models.script(any(), Reply.status(498, "{\"error\":{\"code\":\"capacity_exceeded\"}}"));

        assertInstanceOf(Assessed.class, ask("prompt-guard", "hello"));
        assertEquals("on_demand", models.seen().get(1).body().getString("service_tier"));
    }

    @Test
    void aHostThatIsNotThereIsUnreachable() {
        assertEquals(Cause.UNREACHABLE, ((Unavailable) ask("nowhere", "hello")).cause());
    }

    @Test
    void aSegmentThatIsTooLongForTheHostIsSplit() {
        var assessed = assertInstanceOf(Assessed.class, ask("prompt-guard", "字".repeat(1_200) + " [[p=0.81]]"));

        assertEquals(0.81, assessed.verdict().scores().get(0).value());
        assertTrue(models.count() >= 3);
    }

    @Test
    void teiIsAskedInItsOwnWayAndCutsNothingOff() {
        var score = ((Assessed) ask("tei", "字".repeat(1_200) + " [[p=0.81]]")).verdict().scores().get(0);

        assertEquals(0.81, score.value());
        assertTrue(models.seen().stream().anyMatch(seen -> seen.path().endsWith("/predict")));
    }

    @Test
    void ofALongTextTheWorstSegmentCounts() {
        var assessed = (Assessed) ask("prompt-guard", "fine ".repeat(500) + "[[p=0.93]]" + " fine".repeat(500));

        assertEquals(0.93, assessed.verdict().scores().get(0).value());
        assertTrue(assessed.effort().attempts() > 3);
    }

    @Test
    void whenOneSegmentCanNotBeJudgedTheVerdictIsPartial() {
        models.always(says("[[lost]]"), Reply.status(400, "{}"));

        var assessed = (Assessed) ask("prompt-guard", "fine ".repeat(500) + "[[lost]]");

        assertTrue(assessed.verdict().partial());
    }

    @Test
    void anAnswerThatCanNotBeReadIsAskedForOnceMore() {
        models.script(at("groq"), Reply.content("```\nno idea\n```"));

        var assessed = assertInstanceOf(Assessed.class, read("hello [[v=A:A.a]]"));

        assertEquals(List.of("A"), assessed.verdict().categories());
        assertEquals(2, assessed.effort().attempts());
        assertTrue(assessed.effort().usage().promptTokens() > 0);
    }

    @Test
    void jsonThatTheHostCouldNotMakeIsAskedForWithoutTheFormat() {
        models.turnOn("bad-json");

        var assessed = assertInstanceOf(Assessed.class, read("hello"));

        assertEquals(2, assessed.effort().attempts());
        assertTrue(models.seen().get(1).body().getValue("response_format") == null);
    }

    @Test
    void anAnswerInAFenceIsRead() {
        models.script(any(), Reply.content("```json\n{\"violation\":1,\"category\":\"B\",\"rule_ids\":[\"B.a\"],"
            + "\"confidence\":\"low\",\"rationale\":\"r\"}\n```\n\n"));

        assertEquals(List.of("B"), ((Assessed) read("hello")).verdict().categories());
    }

    @Test
    void reasoningUnderItsOtherNameIsKept() {
        models.script(any(), Reply.completion(new JsonObject()
            .put("content", "{\"violation\":0,\"category\":null}").put("reasoning_content", "thought"), "stop"));

        assertEquals(Optional.of("thought"), ((Assessed) read("hello")).verdict().reasoning());
    }

    @Test
    void aModelThatIsRetiredMidwayIsGone() {
        assertInstanceOf(Assessed.class, ask("prompt-guard", "hello"));
        models.turnOn("retired=meta-llama/llama-prompt-guard-2-86m");

        assertEquals(Cause.MODEL_GONE, ((Unavailable) ask("prompt-guard", "hello")).cause());
    }

    @Test
    void aHostThatFailsTooOftenIsLeftAloneForAWhile() {
        models.always(any(), Reply.status(500, "{}").header("x-should-retry", "false"));
        IntStream.range(0, 10).forEach(i -> ask("prompt-guard", "hello"));
        var asked = models.count();

        var resting = assertInstanceOf(Unavailable.class, ask("prompt-guard", "hello"));

        assertEquals(Cause.RESTING, resting.cause());
        assertEquals(asked, models.count());
        assertEquals(CircuitBreakerState.OPEN, breakers.currentState("guard-prompt-guard"));
        assertEquals(1, meters.get("moderato.guard.breaker.open").tag("guard", "prompt-guard").gauge().value());
        assertEquals(0, meters.get("moderato.guard.breaker.open").tag("guard", "llama-guard").gauge().value());
    }

    @Test
    void badRequestsDoNotWearOutAHost() {
        models.always(any(), Reply.status(400, "{}"));
        IntStream.range(0, 12).forEach(i -> ask("prompt-guard", "hello"));

        assertEquals(CircuitBreakerState.CLOSED, breakers.currentState("guard-prompt-guard"));
    }

    @Test
    void ourOwnQueueDoesNotWearOutAHost() {
        models.always(at("vllm"), Reply.usual().after(Duration.ofMillis(400)));
        var guard = guards.named("llama-guard").orElseThrow();

        var said = Uni.join().all(IntStream.range(0, 30).mapToObj(i -> guard.assess(
                Question.about(Exchange.of("hello " + i)), PATIENCE)).toList())
            .andFailFast().await().atMost(PATIENCE.plusSeconds(2));

        assertInstanceOf(Assessed.class, said.get(0));
        assertEquals(Set.of(Cause.OVERLOADED), said.stream().filter(Unavailable.class::isInstance)
            .map(assessment -> ((Unavailable) assessment).cause()).collect(Collectors.toSet()));
        assertEquals(CircuitBreakerState.CLOSED, breakers.currentState("guard-llama-guard"));
    }

    @Test
    void theKeyGoesToItsHostAndNowhereElse() {
        ask("prompt-guard", "hello");
        ask("llama-guard", "hello");

        assertTrue(models.seen().get(0).authorized());
        assertTrue(models.seen().stream().filter(at("vllm")).noneMatch(seen -> seen.authorized()));
        assertTrue(models.seen().stream().allMatch(seen -> seen.header("user-agent").isPresent()));
    }

    private Assessment ask(String guard, String text) {
        return guards.named(guard).orElseThrow()
            .assess(Question.about(Exchange.of(text)), PATIENCE).await().atMost(PATIENCE.plusSeconds(2));
    }

    private Assessment read(String text) {
        var policy = BooksForTests.policy("insults", "consult: always");
        return guards.policyReader().orElseThrow()
            .assess(Question.about(Exchange.of(text)).by(policy), PATIENCE).await()
            .atMost(PATIENCE.plusSeconds(2));
    }
}
