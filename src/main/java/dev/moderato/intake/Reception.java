package dev.moderato.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moderato.decision.Door;
import dev.moderato.decision.Kept;
import dev.moderato.decision.Moderator;
import dev.moderato.decision.Origin;
import dev.moderato.decision.Submission;
import dev.moderato.decision.Terms;
import dev.moderato.intake.access.Admission;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.problem.RefusedException;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Hands what came over HTTP to the pipeline, within the limits. Every HTTP door leads here. */
@ApplicationScoped
public class Reception {

    /** Of one request's submissions. */
    private static final int AT_ONCE = 16;

    /**
     * A submission that another dialect was translated to.
     *
     * @param named says what is wrong with it in that dialect's words
     */
    public record Translated(ObjectNode submission, UnaryOperator<RefusedException> named) {
    }

    private final SubmissionReader reader;
    private final Moderator moderator;
    private final Admission admission;
    private final Terms terms;

    Reception(SubmissionReader reader, Moderator moderator, Admission admission,
              @ConfigProperty(name = "moderato.kafka.publish-rest") boolean announced) {
        this.reader = reader;
        this.moderator = moderator;
        this.admission = admission;
        this.terms = new Terms(Door.HTTP, announced, false);
    }

    /** The decision on a submission in our own JSON. */
    public Uni<Kept> decide(Caller caller, byte[] submission) {
        var origin = Origin.current();
        return admission.within(caller, 1, place -> decideInPlace(caller, submission, origin));
    }

    /** The decisions on submissions of one request, in their order. When one is refused, none is decided. */
    public Uni<List<Kept>> decideAll(Caller caller, List<Translated> submissions) {
        var origin = Origin.current();
        return admission.within(caller, Math.min(AT_ONCE, submissions.size()), places ->
            all(submissions.stream().map(submission -> read(caller, submission)).toList(), 1)
                .chain(read -> all(read.stream().map(submission -> moderator.moderate(submission, terms, origin))
                    .toList(), places.count())));
    }

    /** All of them to their end, so many at once; the first failure is that of all. */
    private static <T> Uni<List<T>> all(List<Uni<T>> work, int atOnce) {
        return Uni.join().all(work).usingConcurrencyOf(atOnce).andCollectFailures()
            .onFailure(CompositeException.class)
            .transform(failure -> failure.getCauses().get(0));
    }

    /** As {@link #decide(Caller, byte[])}, of a caller that holds a place already. */
    public Uni<Kept> decideInPlace(Caller caller, byte[] submission, Origin origin) {
        return reader.read(submission, caller.tenant()).chain(read -> moderator.moderate(read, terms, origin));
    }

    private Uni<Submission> read(Caller caller, Translated translated) {
        return reader.read(translated.submission(), caller.tenant()).onFailure(RefusedException.class)
            .transform(translated.named()::apply);
    }
}
