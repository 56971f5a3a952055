package dev.moderato.decision;

import dev.moderato.guard.Trace;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;

/** The span of one submission, from the look-up to the record. It has the submission's id, and never its content. */
record SubmissionSpan(Trace trace) {

    static SubmissionSpan begin(Trace parent, Submission submission, Terms terms, Origin origin) {
        var begun = parent.begin("submission", SpanKind.INTERNAL);
        begun.span().setAttribute("moderato.door", terms.door().toString())
            .setAttribute("moderato.request", origin.request())
            .setAttribute("moderato.tenant", submission.tenant())
            .setAttribute("moderato.profile", submission.book().profile());
        return new SubmissionSpan(begun);
    }

    /** @param failure why there is no decision; null when there is one */
    void end(Kept kept, Throwable failure) {
        var span = trace.span();
        if (kept != null) {
            span.setAttribute("moderato.submission", kept.decision().id())
                .setAttribute("moderato.outcome", kept.decision().outcome().toString())
                .setAttribute("moderato.degraded", kept.decision().degraded())
                .setAttribute("moderato.repeated", !kept.fresh());
        } else if (failure != null) {
            span.setAttribute("error.type", failure.getClass().getSimpleName()).setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
