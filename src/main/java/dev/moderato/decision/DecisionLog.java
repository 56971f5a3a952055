package dev.moderato.decision;

import dev.moderato.guard.Trace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.Logger;

/** One line a decision, by key, never by content. In JSON the keys are fields of {@code mdc}. */
final class DecisionLog {

    private static final Logger LOG = Logger.getLogger("moderato.decisions");

    private DecisionLog() {
    }

    static void line(Decision decision, Duration taken, Origin origin, Trace trace) {
        if (LOG.isLoggable(Level.INFO)) {
            var fields = fields(decision, taken, origin, trace);
            var line = new ExtLogRecord(Level.INFO, fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + text(field.getValue())).collect(Collectors.joining(" ")),
                ExtLogRecord.FormatStyle.NO_FORMAT, DecisionLog.class.getName());
            fields.forEach(line::putMdc);
            LOG.logRaw(line);
        }
    }

    private static Map<String, String> fields(Decision decision, Duration taken, Origin origin, Trace trace) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("tenant", decision.tenant());
        fields.put("submission", decision.id());
        fields.put("profile", decision.profile());
        fields.put("outcome", decision.outcome().toString());
        fields.put("findings", decision.findings().stream().map(DecisionLog::finding).collect(Collectors.joining(",")));
        fields.put("unavailable", decision.assessments().stream().filter(a -> a.status().equals("unavailable"))
            .map(a -> (a.policy() == null ? a.guard() : a.policy()) + ":" + a.cause())
            .collect(Collectors.joining(",")));
        fields.put("degraded", Boolean.toString(decision.degraded()));
        decision.reusedFrom().ifPresent(source -> fields.put("reused", source));
        fields.put("millis", Long.toString(taken.toMillis()));
        fields.put(Origin.REQUEST, origin.request());
        var span = trace.span().getSpanContext();
        if (span.isValid()) {
            fields.put("traceId", span.getTraceId());
            fields.put("spanId", span.getSpanId());
        }
        return fields;
    }

    private static String finding(Finding finding) {
        return finding.policy() + "/" + finding.category() + "@" + finding.revision().substring(7, 15);
    }

    /** As it is where it is one word; otherwise quoted and escaped, so that a caller's id can't forge keys or lines. */
    static String text(String value) {
        if (value.chars().noneMatch(unit -> unit <= ' ' || unit == '"' || unit == '=' || unit == '\\' || odd(unit))) {
            return value;
        }
        var quoted = new StringBuilder("\"");
        value.chars().forEach(unit -> {
            if (unit < ' ' || odd(unit)) {
                quoted.append(String.format("\\u%04x", unit));
            } else {
                quoted.append(unit == '"' || unit == '\\' ? "\\" : "").append((char) unit);
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean odd(int unit) {
        var type = Character.getType(unit);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR
            || type == Character.PARAGRAPH_SEPARATOR;
    }
}
