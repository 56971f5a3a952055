package dev.moderato.guard;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.function.BiConsumer;

/**
 * A place in a trace, below which spans begin. It is handed on by hand, since the work hops threads. Spans hold names,
 * numbers and ids, never content.
 */
public record Trace(Tracer tracer, Context context) {

    /** Where nothing is traced. */
    public static final Trace NONE = new Trace(TracerProvider.noop().get("moderato"), Context.root());

    /** The place of a new span, which whoever began it ends. */
    public Trace begin(String name, SpanKind kind) {
        return new Trace(tracer,
            context.with(tracer.spanBuilder(name).setSpanKind(kind).setParent(context).startSpan()));
    }

    public Span span() {
        return Span.fromContext(context);
    }

    /** {@code traceparent} and {@code tracestate} (W3C Trace Context), as far as there are any. */
    public void headers(BiConsumer<String, String> put) {
        W3CTraceContextPropagator.getInstance().inject(context, put,
            (headers, name, value) -> headers.accept(name, value));
    }
}
