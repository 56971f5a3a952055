package dev.moderato.intake.kafka;

import dev.moderato.decision.Decision;
import dev.moderato.guard.Trace;
import dev.moderato.intake.problem.RefusedException;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * How a submission came, so that its decision goes out alike: as a CloudEvent 1.0 in structured mode, or with the JSON
 * alone for value. Decisions of the latter have the headers of binary mode, whether the submission had them or not.
 *
 * @param data the submission's JSON
 * @param trace {@code traceparent} and {@code tracestate} (W3C Trace Context), as far as they came
 */
record Envelope(byte[] data, boolean structured, Map<String, String> trace) {

    /** Of decisions that no record asked for. */
    static final Envelope NONE = new Envelope(new byte[0], false, Map.of());

    /** The type of all events that go out. */
    static final String TYPE = "dev.moderato.decision.v1";
    /** With the id it makes an event unique; the decision is read below it over REST. */
    static final URI SOURCE = URI.create("/v1/decisions");

    private static final List<String> TRACE = List.of("traceparent", "tracestate");
    private static final String CONTENT_TYPE = "content-type";
    private static final Pattern JSON = Pattern.compile("application/([\\w.-]+\\+)?json(\\s*;.*)?",
        Pattern.CASE_INSENSITIVE);

    /** @throws RefusedException when it says that it is a CloudEvent, and can't be read as one that holds JSON */
    static Envelope open(Headers headers, byte[] value) {
        var structured = header(headers, CONTENT_TYPE)
            .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/cloudevents")).isPresent();
        var trace = traceOf(headers);
        if (!structured && headers.lastHeader("ce_specversion") == null) {
            return new Envelope(value == null ? new byte[0] : value, false, trace);
        }
        var event = event(headers, value);
        for (var name : TRACE) {
            if (event.getExtension(name) instanceof String text) {
                trace.putIfAbsent(name, text);
            }
        }
        return new Envelope(event.getData() == null ? new byte[0] : event.getData().toBytes(), structured, trace);
    }

    /** Of what can't be opened: its headers may still tell of a trace. */
    static Envelope sealed(Headers headers) {
        return new Envelope(NONE.data, false, traceOf(headers));
    }

    /** What it came as part of. */
    Context cameIn() {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), trace, new TextMapGetter<>() {
            @Override
            public Iterable<String> keys(Map<String, String> carrier) {
                return carrier.keySet();
            }

            @Override
            public String get(Map<String, String> carrier, String key) {
                return carrier == null ? null : carrier.get(key);
            }
        });
    }

    /** The same for what goes on there; what it came with is handed on as it is when that is no trace. */
    Envelope goingOnIn(Trace place) {
        var headers = new TreeMap<String, String>();
        place.headers(headers::put);
        return headers.isEmpty() ? this : new Envelope(data, structured, headers);
    }

    private static CloudEvent event(Headers headers, byte[] value) {
        CloudEvent event;
        try {
            event = KafkaMessageFactory.createReader(headers, value == null ? new byte[0] : value).toEvent();
        } catch (RuntimeException e) {
            throw RefusedException.body("The record says that it is a CloudEvent, and can't be read as one of version"
                + " 1.0 (" + e.getClass().getSimpleName() + ").");
        }
        if (event.getDataContentType() != null && !JSON.matcher(event.getDataContentType()).matches()) {
            throw RefusedException.body("The CloudEvent's datacontenttype must be application/json.");
        }
        return event;
    }

    /** A record with the decision in it. */
    ProducerRecord<byte[], byte[]> answer(String topic, byte[] key, Decision decision, byte[] json) {
        var builder = CloudEventBuilder.v1().withId(decision.id()).withSource(SOURCE).withType(TYPE)
            .withTime(decision.decidedAt().atOffset(ZoneOffset.UTC)).withDataContentType("application/json")
            .withData(json);
        trace.forEach(builder::withExtension);
        var writer = KafkaMessageFactory.createWriter(topic, key);
        var record = structured
            ? writer.writeStructured(builder.build(),
                EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE))
            : writer.writeBinary(builder.build());
        trace.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static Map<String, String> traceOf(Headers headers) {
        var trace = new TreeMap<String, String>();
        for (var name : TRACE) {
            header(headers, name).ifPresent(text -> trace.put(name, text));
        }
        return trace;
    }

    private static Optional<String> header(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name)).map(header -> header.value())
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
