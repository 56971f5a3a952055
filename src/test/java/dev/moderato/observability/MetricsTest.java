package dev.moderato.observability;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.KafkaForTests;
import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.guard.Cause;
import dev.moderato.intake.kafka.KafkaClient;
import dev.moderato.intake.kafka.KafkaDoorTest;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import dev.moderato.modeldouble.Seen;
import dev.moderato.observability.Observability.Query;
import dev.moderato.observability.Promql.Selector;
import dev.moderato.policy.Outcome;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules, dashboard and documentation speak of what {@code /q/metrics} has, after some of everything has come in. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
@WithTestResource(KafkaForTests.class)
@TestProfile(KafkaDoorTest.NoneInTheProcess.class)
class MetricsTest {

    /** What Prometheus and the operator put on every series of a scrape. */
    private static final Set<String> OF_THE_TARGET = Set.of("job", "instance", "namespace", "pod", "le");
    /** Prometheus's own, with their labels. */
    private static final Map<String, Set<String>> OF_PROMETHEUS = Map.of("up", Set.of(), "ALERTS",
        Set.of("alertname", "alertstate"));
    /** Seen in PoliciesInForceTest, where a policy is in shadow; in RetentionTest and in ReuseTest. */
    private static final Map<String, Set<String>> ELSEWHERE = Map.of(
        "moderato_shadow_decisions_total", Set.of("profile", "policy", "from", "to"),
        "moderato_purged_total", Set.of("what"),
        "moderato_decisions_reused_total", Set.of("profile"));
    /** What labels may be, where it depends on what happens. */
    private static final Map<String, Set<String>> VALUES = Map.of(
        "cause", values(Cause.values()), "outcome", values(Outcome.values()),
        "status", Set.of("assessed", "partial", "unavailable"), "shadow", Set.of("true", "false"));

    ModelDouble models;
    KafkaClient kafka;

    @Inject
    CircuitBreakerMaintenance breakers;

    private Exposition exposed;

    @BeforeEach
    void someOfEverythingComesIn() {
        models.reset();
        breakers.resetAll();
        var id = UUID.randomUUID().toString();
        submit(id, "[[S9]] [[p=0.97]] [[v=HR2:HR2.b]]", 201);
        submit(id, "[[S9]] [[p=0.97]] [[v=HR2:HR2.b]]", 200);
        submit(id, "other", 409);
        models.always(Seen.any(), Reply.status(404, "{\"error\":{\"code\":\"model_not_found\"}}"));
        submit(UUID.randomUUID().toString(), "nobody answers", 201);
        models.reset();
        breakers.resetAll();
        var streamed = UUID.randomUUID().toString();
        kafka.send("key", "{\"id\":\"" + streamed + "\",\"content\":\"hello\"}");
        kafka.deadLetter(kafka.send("key", "no JSON"));
        kafka.decisionOf(streamed);
        exposed = Exposition.of(given().get("/q/metrics").asString());
    }

    @Test
    void whatRulesAndDashboardReadIsExposedWithThoseLabels() {
        var known = new TreeMap<>(ELSEWHERE);
        known.putAll(OF_PROMETHEUS);
        exposed.metrics().forEach((name, labels) -> known.put(name, labels.keySet()));
        Observability.rules().stream().filter(rule -> rule.has("record")).forEach(rule ->
            known.put(rule.path("record").asText(), Promql.of(rule.path("expr").asText()).grouping()));

        assertAll(Observability.queries().stream().map(query -> () -> {
            var labels = new HashSet<>(OF_THE_TARGET);
            for (var selector : Promql.of(query.expression()).selectors()) {
                assertTrue(known.containsKey(selector.metric()), () -> "no " + selector.metric() + ": " + query);
                labels.addAll(known.get(selector.metric()));
                holds(query, selector, known.get(selector.metric()));
            }
            assertTrue(labels.containsAll(Promql.of(query.expression()).grouping()), query::toString);
        }));
    }

    private void holds(Query query, Selector selector, Set<String> labels) {
        for (var matcher : selector.matchers()) {
            assertTrue(labels.contains(matcher.label()) || OF_THE_TARGET.contains(matcher.label()),
                () -> "no label " + matcher.label() + ": " + query);
            var values = VALUES.getOrDefault(matcher.label(),
                exposed.metrics().getOrDefault(selector.metric(), Map.of()).getOrDefault(matcher.label(), Set.of()));
            if (!matcher.value().contains("$") && !values.isEmpty()) {
                assertTrue(values.containsAll(List.of(matcher.value().split("\\|"))),
                    () -> "no value " + matcher.value() + ": " + query);
            }
        }
    }

    @Test
    void eachMetricOfOursIsDocumentedWithItsLabelsAndEachThatIsDocumentedIsThere() {
        var row = Pattern.compile("\\| `(moderato_\\w+)` \\|([^|]*)\\|.*");
        var documented = Observability.text("README.md").lines().map(row::matcher)
            .filter(java.util.regex.Matcher::matches)
            .collect(Collectors.toMap(line -> line.group(1), line -> Pattern.compile("`(\\w+)`").matcher(line.group(2))
                .results().map(label -> label.group(1)).collect(Collectors.toCollection(TreeSet::new)),
                (one, other) -> one, TreeMap::new));
        var there = new TreeMap<>(exposed.own());
        ELSEWHERE.forEach((name, labels) -> there.put(name, new TreeSet<>(labels)));

        assertEquals(there.toString(), documented.toString());
    }

    @Test
    void noLabelHasWhatACallerOrAModelSaid() {
        exposed.metrics().entrySet().stream().filter(metric -> metric.getKey().startsWith("moderato_"))
            .flatMap(metric -> metric.getValue().values().stream()).flatMap(Set::stream)
            .forEach(value -> assertTrue(value.matches("[a-zA-Z0-9_.+-]{1,40}"), value));
    }

    private static void submit(String id, String content, int status) {
        given().contentType(ContentType.JSON).body(Map.of("id", id, "content", content)).post("/v1/decisions").then()
            .statusCode(status);
    }

    private static Set<String> values(Object... values) {
        return Stream.concat(Stream.of("none"), Arrays.stream(values).map(Object::toString))
            .collect(Collectors.toSet());
    }
}
