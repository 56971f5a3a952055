package dev.moderato.decision;

import io.opentelemetry.context.Context;
import org.jboss.logging.MDC;

/**
 * What a submission came with, for traces and logs. It is handed on by hand, since the work hops threads.
 *
 * @param trace what the submission is part of
 * @param request how its caller or an operator speaks of it: the {@code x-request-id} of a request; topic, partition and
 *     offset of a record
 */
public record Origin(Context trace, String request) {

    /** The key of a request's id among what each of its log lines carries. */
    public static final String REQUEST = "request";

    /** That of the request which the calling thread works on just now. */
    public static Origin current() {
        return new Origin(Context.current(), MDC.get(REQUEST) instanceof String request ? request : "");
    }
}
