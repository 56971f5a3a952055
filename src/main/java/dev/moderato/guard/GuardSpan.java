package dev.moderato.guard;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.policy.Policy;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;

/**
 * The span of one question put to a guard, by the OpenTelemetry semantic conventions for generative AI 1.37.0. Each
 * attempt is an event in it. {@code error.type} is the {@link Cause}.
 */
public final class GuardSpan {

    private final Trace trace;
    private final Span span;

    private GuardSpan(Trace trace) {
        this.trace = trace;
        this.span = trace.span();
    }

    /** Of a model in the process. */
    public static GuardSpan inProcess(Question question, String guard) {
        return begin(question, guard, "classify", guard, SpanKind.INTERNAL, "moderato");
    }

    /** @param operation {@code chat}, or what the host has instead */
    static GuardSpan remote(Question question, String guard, String operation, String model, Host host) {
        var begun = begin(question, guard, operation, model, SpanKind.CLIENT, host.provider());
        begun.span.setAttribute("gen_ai.request.model", model).setAttribute("server.address", host.address())
            .setAttribute("server.port", host.port());
        return begun;
    }

    private static GuardSpan begin(Question question, String guard, String operation, String model, SpanKind kind,
                                   String provider) {
        var begun = new GuardSpan(question.trace().begin(operation + " " + model, kind));
        begun.span.setAttribute("gen_ai.operation.name", operation).setAttribute("gen_ai.provider.name", provider)
            .setAttribute("moderato.guard", guard);
        question.policy().map(Policy::id).ifPresent(policy -> begun.span.setAttribute("moderato.policy", policy));
        return begun;
    }

    Trace trace() {
        return trace;
    }

    void attempt(int number) {
        span.addEvent("attempt", Attributes.builder().put("moderato.attempt", number).build());
    }

    void failed(Fault fault) {
        span.addEvent("attempt failed", Attributes.builder().put("error.type", fault.why().toString())
            .put("moderato.detail", fault.getMessage()).build());
    }

    public void end(Assessment assessment) {
        if (assessment instanceof Assessed assessed) {
            span.setAttribute("moderato.model", assessed.model()).setAttribute("moderato.partial", !assessed.whole());
            usage(assessed.effort().usage());
        } else if (assessment instanceof Unavailable silent) {
            span.setAttribute("error.type", silent.cause().toString()).setStatus(StatusCode.ERROR, silent.detail());
            usage(silent.effort().usage());
        }
        span.end();
    }

    private void usage(Usage usage) {
        if (!usage.equals(Usage.NONE)) {
            span.setAttribute("gen_ai.usage.input_tokens", usage.promptTokens())
                .setAttribute("gen_ai.usage.output_tokens", usage.completionTokens());
        }
    }
}
