package dev.moderato.decision;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Guards;
import dev.moderato.guard.Panel;
import dev.moderato.guard.Trace;
import dev.moderato.guard.Traces;
import dev.moderato.policy.PolicyBook;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** The pipeline: looks up, consults unless a verdict can be repeated, rules, records. Every door leads here. */
@ApplicationScoped
public class Moderator {

    /** How long a submission may take. */
    @ConfigMapping(prefix = "moderato")
    interface Settings {

        /** From the look-up to the guards' last word; the record comes after it. */
        @WithDefault("10s")
        Duration deadline();

        /** For how long a verdict is repeated on the same content instead of asking the guards again; 0 for never. */
        @WithDefault("1h")
        Duration reuse();
    }

    private final Panel panel;
    private final Guards guards;
    private final Ledger ledger;
    private final Reuse reuse;
    private final Shadows shadows;
    private final AssessmentMeters assessments;
    private final DecisionMeters decisions;
    private final Traces traces;
    private final Settings settings;

    Moderator(Panel panel, Guards guards, Ledger ledger, Reuse reuse, Shadows shadows, AssessmentMeters assessments,
              DecisionMeters decisions, Traces traces, Settings settings) {
        this.panel = panel;
        this.guards = guards;
        this.ledger = ledger;
        this.reuse = reuse;
        this.shadows = shadows;
        this.assessments = assessments;
        this.decisions = decisions;
        this.traces = traces;
        this.settings = settings;
    }

    /**
     * The decision on the submission, durable: the one that stands where its id was seen before, a new one otherwise.
     * Goes on and records when the caller no longer listens.
     *
     * <p>Fails with {@link OtherContentException} or {@link LedgerAwayException}; with {@link GuardsAwayException} where
     * the terms say so.
     */
    public Uni<Kept> moderate(Submission submission, Terms terms, Origin origin) {
        var begin = System.nanoTime();
        var span = SubmissionSpan.begin(traces.at(origin.trace()), submission, terms, origin);
        return detached(decide(submission, terms, span.trace())
            .invoke(kept -> onTheSame(submission, kept))
            .invoke(kept -> told(kept, terms.door(), Duration.ofNanos(System.nanoTime() - begin), origin,
                span.trace()))
            .onItemOrFailure().invoke(span::end));
    }

    /** What would follow for it under the book, in the deadline or a little after. Nothing is kept or logged. */
    public Uni<Ruling> ruling(Exchange exchange, PolicyBook book) {
        return consult(exchange, book, Trace.NONE).map(said -> Ruling.on(said, book));
    }

    private Uni<List<Assessment>> consult(Exchange exchange, PolicyBook book, Trace trace) {
        return panel.consult(exchange, book, settings.deadline(), trace).invoke(assessments::count);
    }

    private Uni<Kept> decide(Submission submission, Terms terms, Trace trace) {
        var id = submission.id().orElseGet(() -> UuidVersion7Strategy.INSTANCE.generateUuid(null).toString());
        return reuse.decide(submission, () -> ask(submission, id, terms, trace),
            source -> record(source.repeated(submission, id, now()), submission, terms, trace));
    }

    private Uni<Kept> ask(Submission submission, String id, Terms terms, Trace trace) {
        var guardSet = guards.set();
        return consult(submission.exchange(), submission.book(), trace)
            .invoke(said -> {
                if (terms.waits() && panel.allAway(said)) {
                    throw new GuardsAwayException();
                }
            })
            .map(said -> Decision.of(submission, id, said, guardSet, now()))
            .chain(decision -> record(decision, submission, terms, trace));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private Uni<Kept> record(Decision decision, Submission submission, Terms terms, Trace parent) {
        var trace = parent.begin("record", SpanKind.INTERNAL);
        return ledger.record(decision, KeptContent.of(submission), terms.announced())
            .onFailure().invoke(failure -> trace.span().setAttribute("error.type", failure.getClass().getSimpleName())
                .setStatus(StatusCode.ERROR))
            .onTermination().invoke(() -> trace.span().end());
    }

    private void told(Kept kept, Door door, Duration taken, Origin origin, Trace trace) {
        decisions.count(kept, door, taken);
        if (kept.fresh()) {
            DecisionLog.line(kept.decision(), taken, origin, trace);
            shadows.count(kept.decision());
        }
    }

    private static void onTheSame(Submission submission, Kept kept) {
        var decision = kept.decision();
        if (!kept.fresh() && !(decision.digest().map(Digest.of(submission.exchange())::equals).orElse(true)
            && decision.profile().equals(submission.book().profile()))) {
            throw new OtherContentException(decision.id());
        }
    }

    /** The same work, which a caller that leaves doesn't cancel. */
    private static <T> Uni<T> detached(Uni<T> work) {
        return Uni.createFrom().emitter(emitter -> work.subscribe().with(emitter::complete, emitter::fail));
    }
}
