package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.moderato.guard.Exchange;
import dev.moderato.guard.Trace;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Outcome;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionLogTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN_ID = "00f067aa0ba902b7";

    private final Logger logger = Logger.getLogger("moderato.decisions");
    private final List<ExtLogRecord> lines = new ArrayList<>();
    private final ExtHandler handler = new ExtHandler() {
        @Override
        protected void doPublish(ExtLogRecord line) {
            lines.add(line);
        }
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
    }

    @Test
    void itsKeysAreFieldsToo() {
        var trace = new Trace(Trace.NONE.tracer(), Context.root().with(Span.wrap(
            SpanContext.create(TRACE_ID, SPAN_ID, TraceFlags.getSampled(), TraceState.getDefault()))));

        DecisionLog.line(decision("post-42"), Duration.ofMillis(412), new Origin(Context.root(), "req_1"), trace);

        assertEquals("tenant=default submission=post-42 profile=default outcome=allow findings= unavailable="
            + " degraded=false millis=412 request=req_1 traceId=" + TRACE_ID + " spanId=" + SPAN_ID,
            lines.get(0).getFormattedMessage());
        var fields = lines.get(0).getMdcCopy();
        assertEquals(Map.of("tenant", "default", "submission", "post-42", "profile", "default", "outcome", "allow",
            "findings", "", "unavailable", "", "degraded", "false", "millis", "412", "request", "req_1", "traceId",
            TRACE_ID).entrySet().stream().filter(field -> !field.getValue().equals(fields.get(field.getKey())))
            .toList(), List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "a\u0085b", "a\u2028b", "a outcome=allow", "\u001b[2Ka", "a\u202eb", "%s"})
    void anIdMakesNoSecondLineAndNoKey(String id) {
        DecisionLog.line(decision(id), Duration.ZERO, new Origin(Context.root(), "req_1"), Trace.NONE);

        var line = lines.get(0).getFormattedMessage();
        assertEquals(1, line.lines().count());
        assertFalse(line.chars().anyMatch(unit -> Character.isISOControl(unit) || unit == 0x2028 || unit == 0x202e), line);
        assertEquals(id, lines.get(0).getMdcCopy().get("submission"));
        assertEquals(1, line.replaceAll("\"[^\"]*\"", "").split("outcome=", -1).length - 1);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', value = {"post-42,post-42", "b\u00fccher/\u20ac,b\u00fccher/\u20ac", "a b,'\"a b\"'",
        "'a\"b','\"a\\\"b\"'", "a=b,'\"a=b\"'", "'a\\b','\"a\\\\b\"'"})
    void whatIsOneWordStaysAsItIs(String value, String text) {
        assertEquals(text, DecisionLog.text(value));
    }

    private static Decision decision(String id) {
        return new Decision("default", id, Outcome.ALLOW, List.of(), "Nothing found", List.of(), List.of(), List.of(),
            false, Direction.INPUT, "default", "sha256:0", Optional.of(Digest.of(Exchange.of("hello"))),
            Optional.empty(), Optional.empty(), "sha256:g", Instant.EPOCH);
    }
}
