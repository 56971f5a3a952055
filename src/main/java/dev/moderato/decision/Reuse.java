package dev.moderato.decision;

import dev.moderato.guard.Guards;
import dev.moderato.policy.Keep;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Has exact repeats not paid twice: what was decided lately on the same content, by the same policies and guards, is
 * found in the ledger, whichever process decided it; what is being decided just now in this process is waited for.
 */
@ApplicationScoped
class Reuse {

    private final Ledger ledger;
    private final Guards guards;
    private final Duration window;
    private final Map<Subject, CompletableFuture<Optional<Decision>>> underWay = new ConcurrentHashMap<>();

    Reuse(Ledger ledger, Guards guards, Moderator.Settings settings) {
        this.ledger = ledger;
        this.guards = guards;
        this.window = settings.reuse();
        if (window.isNegative()) {
            throw new IllegalStateException("moderato.reuse must not be negative, was " + window);
        }
    }

    /**
     * What is kept for the submission: what stands under its id, or else what comes of one of the two.
     *
     * @param asked has the guards asked
     * @param repeated has a decision's verdict repeated
     */
    Uni<Kept> decide(Submission submission, Supplier<Uni<Kept>> asked, Function<Decision, Uni<Kept>> repeated) {
        if (window.isZero() || submission.book().keep() == Keep.NONE) {
            return known(submission, Optional.empty()).chain(known -> settle(known, asked, repeated));
        }
        var subject = subject(submission);
        var mine = new CompletableFuture<Optional<Decision>>();
        var first = underWay.putIfAbsent(subject, mine);
        if (first != null) {
            return Uni.createFrom().completionStage(first)
                .chain(decided -> settle(new Known(Optional.empty(), decided), asked, repeated));
        }
        return known(submission, Optional.of(subject)).chain(known -> settle(known, asked, repeated))
            .onTermination().invoke((kept, failure, cancelled) -> {
                underWay.remove(subject);
                mine.complete(Optional.ofNullable(kept).map(Kept::decision).filter(decision -> isOn(decision, subject)));
            });
    }

    private Uni<Known> known(Submission submission, Optional<Subject> subject) {
        return submission.id().isEmpty() && subject.isEmpty() ? Uni.createFrom().item(Known.NOTHING)
            : ledger.lookUp(new Sought(submission.tenant(), submission.id(), subject,
                Instant.now().minus(window)));
    }

    private static Uni<Kept> settle(Known known, Supplier<Uni<Kept>> asked, Function<Decision, Uni<Kept>> repeated) {
        return known.standing().map(standing -> Uni.createFrom().item(new Kept(standing, false)))
            .or(() -> known.alike().map(repeated)).orElseGet(asked);
    }

    private Subject subject(Submission submission) {
        return new Subject(submission.tenant(), Digest.of(submission.exchange()), submission.book().profile(),
            submission.book().revision(), guards.set());
    }

    /** Whether it is a whole verdict on that very thing: under a known id stands what was decided before. */
    private static boolean isOn(Decision decision, Subject subject) {
        return !decision.degraded() && decision.digest().filter(subject.digest()::equals).isPresent()
            && decision.profile().equals(subject.profile()) && decision.revision().equals(subject.revision())
            && subject.guardSet().equals(decision.guardSet());
    }
}
