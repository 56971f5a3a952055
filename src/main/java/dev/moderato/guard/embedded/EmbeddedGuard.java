package dev.moderato.guard.embedded;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Cause;
import dev.moderato.guard.Guard;
import dev.moderato.guard.GuardSpan;
import dev.moderato.guard.Question;
import dev.moderato.guard.Usage;
import dev.moderato.guard.Verdict;
import dev.moderato.guard.embedded.Models.Loaded;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jboss.logging.Logger;

/** A guard whose model is in the process: one look for all of them, and what each makes of it. */
final class EmbeddedGuard implements Guard {

    private static final Logger LOG = Logger.getLogger(EmbeddedGuard.class);

    private final String name;
    private final boolean readsPolicies;
    private final Models models;
    private final Judge judge;

    /** From what was seen to a verdict. */
    interface Judge {

        Verdict judge(Look look, Question question, Loaded models) throws Exception;
    }

    EmbeddedGuard(String name, boolean readsPolicies, Models models, Judge judge) {
        this.name = name;
        this.readsPolicies = readsPolicies;
        this.models = models;
        this.judge = judge;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean readsPolicies() {
        return readsPolicies;
    }

    @Override
    public boolean seesImages() {
        return false;
    }

    @Override
    public Uni<Assessment> assess(Question question, Duration patience) {
        var span = GuardSpan.inProcess(question, name);
        return look(question, patience).invoke(span::end);
    }

    private Uni<Assessment> look(Question question, Duration patience) {
        var begin = System.nanoTime();
        if (patience.isZero() || patience.isNegative()) {
            return Uni.createFrom().item(unavailable(question, Cause.TIMED_OUT, "no time was left", begin));
        }
        return Uni.createFrom().completionStage(() -> models.look(question, patience)
                .thenCombine(models.loaded(), (look, loaded) -> assessed(question, look, loaded, begin)))
            .ifNoItem().after(patience).fail()
            .onFailure().recoverWithItem(failure -> unavailable(question, failure, begin));
    }

    private Assessment assessed(Question question, Look look, Loaded loaded, long begin) {
        try {
            return new Assessed(name, question.policy(), loaded.weights().model(),
                judge.judge(look, question, loaded), effort(begin));
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private Assessment unavailable(Question question, Throwable failure, long begin) {
        var reason = failure instanceof CompletionException ? failure.getCause() : failure;
        if (reason instanceof TimeoutException || reason instanceof Look.LateException) {
            return unavailable(question, Cause.TIMED_OUT, "more text than there was time for", begin);
        }
        if (reason instanceof RejectedExecutionException) {
            return unavailable(question, Cause.OVERLOADED, "too many texts wait for a thread", begin);
        }
        LOG.errorf(reason, "guard=%s failed by our own fault", name);
        return unavailable(question, Cause.INTERNAL, reason.getClass().getSimpleName(), begin);
    }

    private Assessment unavailable(Question question, Cause cause, String detail, long begin) {
        return new Unavailable(name, question.policy(), "", cause, detail, effort(begin));
    }

    private static Effort effort(long begin) {
        return new Effort((System.nanoTime() - begin) / 1_000_000, 1, Usage.NONE);
    }
}
