package dev.moderato.guard;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where traces begin, or are taken up. Switched off, spans cost a few small objects and a trace is only handed on. */
@ApplicationScoped
public class Traces {

    private final Tracer tracer;

    Traces(OpenTelemetry telemetry, @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean off) {
        this.tracer = off ? Trace.NONE.tracer() : telemetry.getTracer("moderato");
    }

    public Trace at(Context context) {
        return new Trace(tracer, context);
    }
}
