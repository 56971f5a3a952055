package dev.moderato.guard;

import static dev.moderato.modeldouble.Seen.any;
import static dev.moderato.modeldouble.Seen.at;
import static dev.moderato.modeldouble.Seen.says;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import dev.moderato.policy.PolicyBooks;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A guard that judges wrongly what it must know isn't asked, and one that is in trouble shows. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
@TestProfile(RemoteGuardTest.Impatient.class)
class CanariesTest {

    private static final String LLAMA_GUARD = "meta-llama/llama-guard-4-12b";
    private static final Duration EACH = Duration.ofSeconds(4);

    ModelDouble models;

    @Inject
    Guards guards;
    @Inject
    PolicyBooks books;
    @Inject
    GuardSettings settings;
    @Inject
    Vertx vertx;
    @Inject
    CircuitBreakerMaintenance breakers;

    @BeforeEach
    @AfterEach
    void trusted() {
        models.reset();
        breakers.resetAll();
        List.of("llama-guard", "prompt-guard", "safeguard", "tei").forEach(this::tried);
        models.reset();
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama-guard", "prompt-guard", "safeguard", "tei"})
    void aGuardThatJudgesRightlyPasses(String guard) {
        assertEquals(new Standing(true, Optional.empty(), true), tried(guard));
        assertTrue(models.count() >= 2);
    }

    @Test
    void aGuardThatCallsEverythingSafeIsNotAskedUntilItDoesBetter() {
        models.always(at("vllm"), Reply.content("safe"));
        assertTrue(tried("llama-guard").distrusted());
        var calls = models.count();

        assertEquals(Cause.DISTRUSTED, assertInstanceOf(Unavailable.class, ask("llama-guard")).cause());
        assertEquals(calls, models.count());

        models.reset();
        tried("llama-guard");
        assertInstanceOf(Assessed.class, ask("llama-guard"));
    }

    @Test
    void aGuardThatIsDistrustedStaysSoWhileItsHostIsAway() {
        models.always(at("vllm"), Reply.content("safe"));
        tried("llama-guard");
        models.reset();
        models.always(any(), Reply.status(503, "").header("x-should-retry", "false"));

        assertTrue(tried("llama-guard").distrusted());
        models.reset();
        assertEquals(Cause.DISTRUSTED, assertInstanceOf(Unavailable.class, ask("llama-guard")).cause());
    }

    @Test
    void aGuardThatCallsEverythingUnsafeIsDistrusted() {
        models.always(any(), Reply.content("0.97"));

        assertEquals("judges a safe text wrongly", tried("prompt-guard").trouble().orElseThrow().detail());
    }

    @Test
    void aReaderThatFindsNoViolationInWhatViolatesIsDistrusted() {
        models.always(any(), Reply.content("{\"violation\":0,\"category\":null,\"rule_ids\":[]}"));

        assertEquals("judges an unsafe text wrongly", tried("safeguard").trouble().orElseThrow().detail());
    }

    @Test
    void aHostThatCutsTextsOffInSilenceIsDistrusted() {
        models.always(says("word word"), Reply.raw("application/json", 200, "[{\"score\":0.999,\"label\":\"LABEL_0\"},"
            + "{\"score\":0.001,\"label\":\"LABEL_1\"}]"));

        assertEquals("cuts texts off in silence", tried("tei").trouble().orElseThrow().detail());
    }

    @Test
    void aHostThatIsAwayIsInTroubleButNotDistrusted() {
        models.always(any(), Reply.status(503, "").header("x-should-retry", "false"));
        var standing = tried("llama-guard");

        assertEquals(Cause.OVERLOADED, standing.trouble().orElseThrow().cause());
        models.reset();
        assertInstanceOf(Assessed.class, ask("llama-guard"));
        assertEquals(Optional.empty(), guard("llama-guard").standing().trouble());
    }

    @Test
    void aKeyThatIsRefusedShowsWithTheFirstQuestionAndGoesWithTheNextAnswer() {
        models.script(any(), Reply.status(401, "{\"error\":{\"code\":\"invalid_api_key\"}}"));

        ask("llama-guard");
        assertTrue(guard("llama-guard").standing().wantsHelp());
        ask("llama-guard");
        assertEquals(Optional.empty(), guard("llama-guard").standing().trouble());
    }

    @Test
    void aStartWithAWrongKeyIsHeldUpUnlessSomethingStandsIn() {
        models.always(any(), Reply.status(401, "{\"error\":{\"code\":\"invalid_api_key\"}}"));
        var guard = untried();
        assertEquals(DOWN, readiness(guard, List.of()).getStatus(), "not tried yet");

        tried(guard);

        var readiness = readiness(guard, List.of());
        assertEquals(DOWN, readiness.getStatus());
        assertEquals("unauthorized: status 401 invalid_api_key", readiness.getData().orElseThrow().get("llama-guard"));
        assertEquals(UP, readiness(guard, List.of(standIn())).getStatus());
    }

    @Test
    void aGuardThatFallsLaterDoesNotTakeTheServiceAway() {
        var guard = untried();
        tried(guard);
        assertEquals(UP, readiness(guard, List.of()).getStatus());

        models.always(any(), Reply.status(404, "{\"error\":{\"code\":\"model_not_found\"}}"));
        tried(guard);

        var readiness = readiness(guard, List.of());
        assertEquals(UP, readiness.getStatus());
        assertEquals("model_gone: status 404 model_not_found", readiness.getData().orElseThrow().get("llama-guard"));
    }

    /** One as after a start. */
    private RemoteGuard untried() {
        return new RemoteGuard("llama-guard", LLAMA_GUARD,
            new LlamaGuardDialect(LLAMA_GUARD, OptionalInt.empty(), true, Optional.empty()),
            new Host(vertx, URI.create(models.url("vllm")), settings.guards().get("llama-guard"), Optional.empty(),
                new Headroom(new SimpleMeterRegistry(), "llama-guard"), true),
            TypedGuard.create(new TypeLiteral<Uni<String>>() { }).build());
    }

    private HealthCheckResponse readiness(RemoteGuard guard, List<Guard> local) {
        return new GuardReadiness(new Guards(Map.of(guard.name(), guard), local), books, new Canaries.Settings() {
            @Override
            public boolean enabled() {
                return true;
            }

            @Override
            public Duration every() {
                return Duration.ofHours(1);
            }
        }).call();
    }

    /** What the shipped profile names in Llama Guard's place. */
    private Guard standIn() {
        return guards.named("embedded-hazards").orElseThrow();
    }

    private Standing tried(String guard) {
        return tried(guard(guard));
    }

    private static Standing tried(RemoteGuard guard) {
        return guard.tryCanaries(EACH).await().atMost(EACH.multipliedBy(4));
    }

    private RemoteGuard guard(String name) {
        return guards.remote().stream().filter(guard -> guard.name().equals(name)).findFirst().orElseThrow();
    }

    private Assessment ask(String guard) {
        return guard(guard).assess(Question.about(Exchange.of("hello there")), EACH).await().atMost(EACH.multipliedBy(2));
    }
}
