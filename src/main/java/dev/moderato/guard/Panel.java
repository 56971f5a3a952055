package dev.moderato.guard;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Reason;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Policy.Consult;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.Screening;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whom to ask, in two rounds at most: all at once, then second opinions and stand-ins where they are wanted. */
@ApplicationScoped
public class Panel {

    /** What the first round may take of a submission's time, so that there is some left for a stand-in. */
    private static final double FIRST_ROUND = 0.6;

    private final Guards guards;

    Panel(Guards guards) {
        this.guards = guards;
    }

    /**
     * Everything that the book wants to have asked, with an answer, the lack of one, or the reason why it wasn't.
     * Never fails and always ends, in {@code deadline} or a little after it.
     */
    public Uni<List<Assessment>> consult(Exchange exchange, PolicyBook book, Duration deadline) {
        var session = new Session(exchange, book, Patience.of(deadline));
        return session.firstRound(deadline).chain(session::secondRound);
    }

    /** One submission's way through the panel. */
    private final class Session {

        private final Exchange exchange;
        private final Question question;
        private final PolicyBook book;
        private final Patience until;

        Session(Exchange exchange, PolicyBook book, Patience until) {
            this.exchange = exchange;
            this.question = Question.about(exchange);
            this.book = book;
            this.until = until;
        }

        Uni<List<Assessment>> firstRound(Duration deadline) {
            var later = book.policies().stream().anyMatch(this::waits);
            var time = later ? Duration.ofNanos((long) (deadline.toNanos() * FIRST_ROUND)) : deadline;
            var screenings = book.screenings().stream().map(screening -> screen(screening, time));
            var policies = book.policies().stream().filter(policy -> !waits(policy))
                .map(policy -> read(policy, time));
            return all(Stream.concat(screenings, policies).toList());
        }

        Uni<List<Assessment>> secondRound(List<Assessment> first) {
            var flagged = flagged(first);
            var second = book.policies().stream().filter(this::waits)
                .map(policy -> wanted(policy, flagged, first)
                    ? read(policy, until.left())
                    : answer(new Skipped(reader(), Optional.of(policy), policy.consult() == Consult.FLAGGED
                        ? Reason.NOTHING_FLAGGED : Reason.NOT_NEEDED)))
                .toList();
            return second.isEmpty() ? Uni.createFrom().item(first)
                : all(second).map(more -> Stream.concat(first.stream(), more.stream()).toList());
        }

        /** Whether the policy is for the second round; one that stands in for a guard without a host needn't wait. */
        private boolean waits(Policy policy) {
            return policy.consult() != Consult.ALWAYS && policy.standsInFor()
                .flatMap(book::screening).filter(this::applies).map(screening -> guards.named(screening.guard()))
                .map(Optional::isPresent).orElse(true);
        }

        private boolean wanted(Policy policy, Set<Hazard> flagged, List<Assessment> first) {
            return policy.consult() == Consult.FLAGGED && policy.coversAny(flagged)
                || policy.standsInFor().filter(guard -> first.stream().anyMatch(assessment -> fellShort(assessment)
                    && assessment.policy().isEmpty() && assessment.guard().equals(guard))).isPresent();
        }

        /** Whether it could not look, or not at all that it should have. */
        private static boolean fellShort(Assessment assessment) {
            return assessment instanceof Unavailable
                || assessment instanceof Assessed assessed && assessed.verdict().partial();
        }

        private Uni<Assessment> screen(Screening screening, Duration time) {
            var name = screening.guard();
            if (!applies(screening)) {
                return answer(new Skipped(name, Optional.empty(), Reason.OTHER_DIRECTION));
            }
            return guards.named(name)
                .map(guard -> guard.assess(question, time)
                    .map(assessment -> attributed(assessment, screening)))
                .orElseGet(() -> answer(book.standIns(name).isEmpty() || guards.policyReader().isEmpty()
                    ? notConfigured(name, Optional.empty())
                    : new Skipped(name, Optional.empty(), Reason.NOT_CONFIGURED)));
        }

        private boolean applies(Screening screening) {
            return screening.directions().contains(exchange.direction());
        }

        private Uni<Assessment> read(Policy policy, Duration time) {
            if (!policy.directions().contains(exchange.direction())) {
                return answer(new Skipped(reader(), Optional.of(policy), Reason.OTHER_DIRECTION));
            }
            return guards.policyReader()
                .map(guard -> guard.assess(question.by(policy), time)
                    .map(assessment -> whatItSaw(assessment, guard, policy)))
                .orElseGet(() -> answer(notConfigured(reader(), Optional.of(policy))));
        }

        /** A stand-in that can't see images has not looked at all that it stands in for. */
        private Assessment whatItSaw(Assessment assessment, Guard reader, Policy policy) {
            var missed = exchange.hasImages() && !reader.seesImages() && policy.standsInFor().isPresent();
            return missed && assessment instanceof Assessed assessed
                ? assessed.with(assessed.verdict().asPartial()) : assessment;
        }

        private Set<Hazard> flagged(Collection<Assessment> assessments) {
            var flagged = EnumSet.noneOf(Hazard.class);
            for (var assessment : assessments) {
                if (assessment instanceof Assessed assessed) {
                    for (var score : assessed.verdict().scores()) {
                        score.hazard().filter(hazard -> score.value()
                            >= book.thresholds(assessed.guard(), hazard).review()).ifPresent(flagged::add);
                    }
                    assessed.policy().ifPresent(policy -> assessed.verdict().categories().forEach(
                        id -> policy.category(id).ifPresent(category -> flagged.add(category.hazard()))));
                }
            }
            return flagged;
        }
    }

    private String reader() {
        return guards.policyReader().map(Guard::name).orElse("safeguard");
    }

    private static Assessment notConfigured(String guard, Optional<Policy> policy) {
        return new Unavailable(guard, policy, "", Cause.NOT_CONFIGURED, "no host is configured", Effort.NONE);
    }

    /** Gives a guard's single score the hazard that the book counts it for. */
    private static Assessment attributed(Assessment assessment, Screening screening) {
        if (screening.attack().isEmpty() || !(assessment instanceof Assessed assessed)) {
            return assessment;
        }
        var hazard = screening.attack().map(Screening.Attack::hazard);
        return assessed.with(assessed.verdict().withScores(assessed.verdict().scores().stream()
            .map(score -> new Score(score.category(), score.hazard().or(() -> hazard), score.value())).toList()));
    }

    private static Uni<Assessment> answer(Assessment assessment) {
        return Uni.createFrom().item(assessment);
    }

    private static Uni<List<Assessment>> all(List<Uni<Assessment>> asked) {
        return asked.isEmpty() ? Uni.createFrom().item(List.of())
            : Uni.join().all(asked).andFailFast().map(ArrayList::new);
    }
}
