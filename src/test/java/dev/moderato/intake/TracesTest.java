package dev.moderato.intake;

import static dev.moderato.CollectorForTests.hex;
import static dev.moderato.intake.kafka.KafkaClient.header;
import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.CollectorForTests;
import dev.moderato.KafkaForTests;
import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.intake.kafka.KafkaClient;
import dev.moderato.intake.kafka.KafkaDoorTest;
import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.modeldouble.Reply;
import dev.moderato.modeldouble.Seen;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector is sent of submissions, by the exporter that ships. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
@WithTestResource(KafkaForTests.class)
@WithTestResource(CollectorForTests.class)
@TestProfile(KafkaDoorTest.NoneInTheProcess.class)
class TracesTest {

    private static final String SECRET = "heliotrope";

    ModelDouble models;
    KafkaClient kafka;
    CollectorForTests collector;

    private final String traceId = UUID.randomUUID().toString().replace("-", "");
    private final String traceparent = "00-" + traceId + "-00f067aa0ba902b7-01";
    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void fresh() {
        models.reset();
    }

    @Test
    void aRequestIsOneTreeBelowItsCallersSpan() {
        var answer = submit(SECRET + " [[S9]] [[p=0.97]]");

        var spans = trace("submission");
        var server = only(spans, "POST /v1/decisions");
        assertEquals("00f067aa0ba902b7", parent(server));
        var submission = only(spans, "submission");
        assertEquals(id(server), parent(submission));
        assertEquals(Map.of("moderato.door", "http", "moderato.profile", "default", "moderato.tenant", "default",
            "moderato.submission", id, "moderato.outcome", "block", "moderato.degraded", "false",
            "moderato.repeated", "false", "moderato.request", answer.header("x-request-id")), attributes(submission));
        var below = spans.stream().filter(span -> parent(span).equals(id(submission))).map(Span::getName).toList();
        assertTrue(below.contains("record"), below.toString());
        assertTrue(below.contains("chat meta-llama/llama-guard-4-12b"), below.toString());
        assertEquals(spans.size(), below.size() + 2, "nothing but server, submission and what is below it");
    }

    @Test
    void aGuardsSpanFollowsTheConventions() {
        submit("hello");

        var guard = only(trace("submission"), "chat meta-llama/llama-guard-4-12b");
        var attributes = attributes(guard);
        assertEquals(Span.SpanKind.SPAN_KIND_CLIENT, guard.getKind());
        assertEquals("chat", attributes.get("gen_ai.operation.name"));
        assertEquals("self-hosted", attributes.get("gen_ai.provider.name"));
        assertEquals("meta-llama/llama-guard-4-12b", attributes.get("gen_ai.request.model"));
        assertEquals("127.0.0.1", attributes.get("server.address"));
        assertTrue(Integer.parseInt(attributes.get("server.port")) > 0);
        assertTrue(Integer.parseInt(attributes.get("gen_ai.usage.input_tokens")) > 0, attributes.toString());
        assertTrue(Integer.parseInt(attributes.get("gen_ai.usage.output_tokens")) > 0, attributes.toString());
        assertEquals(List.of("attempt"), guard.getEventsList().stream().map(Span.Event::getName).toList());
    }

    @Test
    void noSpanHoldsContent() {
        submit(SECRET);

        trace("submission").forEach(span -> assertFalse(span.toString().contains(SECRET), span::toString));
    }

    @Test
    void aGuardThatIsAwayHasAnErrorWithItsCause() {
        models.always(Seen.asks("meta-llama/llama-guard-4-12b"), Reply.status(500, "{}"));
        submit(SECRET);

        var guard = only(trace("submission"), "chat meta-llama/llama-guard-4-12b");
        assertEquals(StatusCode.STATUS_CODE_ERROR, guard.getStatus().getCode());
        assertEquals("host_error", attributes(guard).get("error.type"));
        assertTrue(guard.getEventsList().stream().filter(event -> event.getName().equals("attempt")).count() > 1);
    }

    @Test
    void aRecordsDecisionCarriesItsTraceOn() {
        kafka.send("a", "{\"id\":\"" + id + "\",\"content\":\"" + SECRET + "\"}", Map.of("traceparent", traceparent));
        var decision = kafka.decisionOf(id);

        var spans = trace("process moderation.submissions");
        var door = only(spans, "process moderation.submissions");
        assertEquals("00f067aa0ba902b7", parent(door));
        assertEquals(id(door), parent(only(spans, "submission")));
        assertEquals("kafka", attributes(only(spans, "submission")).get("moderato.door"));
        assertEquals("00-" + traceId + "-" + id(door) + "-01", header(decision, "traceparent"));
        spans.forEach(span -> assertFalse(span.toString().contains(SECRET), span::toString));
    }

    @Test
    void aDeadLetterCarriesItsTraceOn() {
        var sent = kafka.send("a", "not JSON", Map.of("traceparent", traceparent));
        var letter = kafka.deadLetter(sent);

        var door = only(trace("process moderation.submissions"), "process moderation.submissions");
        assertEquals(StatusCode.STATUS_CODE_ERROR, door.getStatus().getCode());
        assertEquals("00-" + traceId + "-" + id(door) + "-01", header(letter, "traceparent"));
    }

    @Test
    void onlyHostsOfOnesOwnAreToldOfTheTrace() {
        submit("hello");

        var told = models.seen().stream().filter(seen -> seen.header("traceparent").isPresent()).toList();
        assertFalse(told.isEmpty());
        assertTrue(told.stream().allMatch(seen -> seen.path().contains("vllm")), told.toString());
    }

    private Response submit(String content) {
        return given().contentType(ContentType.JSON).header("traceparent", traceparent)
            .body(Map.of("id", id, "content", content)).post("/v1/decisions").then().statusCode(201).extract().response();
    }

    /** All that came, once the span of this name has come and what ends with it. */
    private List<Span> trace(String root) {
        var last = root.equals("submission") ? "POST /v1/decisions" : root;
        return Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> collector.of(traceId),
            spans -> spans.stream().anyMatch(span -> span.getName().equals(last)));
    }

    private static Span only(List<Span> spans, String name) {
        var found = spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertEquals(1, found.size(), () -> name + " in " + spans.stream().map(Span::getName).toList());
        return found.get(0);
    }

    private static String id(Span span) {
        return hex(span.getSpanId().toByteArray());
    }

    private static String parent(Span span) {
        return hex(span.getParentSpanId().toByteArray());
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream().collect(Collectors.toMap(attribute -> attribute.getKey(),
            attribute -> switch (attribute.getValue().getValueCase()) {
                case BOOL_VALUE -> Boolean.toString(attribute.getValue().getBoolValue());
                case INT_VALUE -> Long.toString(attribute.getValue().getIntValue());
                default -> attribute.getValue().getStringValue();
            }));
    }
}
