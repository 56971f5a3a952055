package dev.moderato.guard;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Reason;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
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

/**
 * Whom to ask: all at once, then second opinions and policies in a guard's place where they are wanted, and last the
 * stand-ins in the process for what nobody answered.
 */
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
    public Uni<List<Assessment>> consult(Exchange exchange, PolicyBook book, Duration deadline, Trace trace) {
        var session = new Session(exchange, book, Patience.of(deadline), trace);
        return session.firstRound(deadline).chain(session::secondRound).chain(session::lastResort);
    }

    /** Whether guards with a host were asked, and all of them are away just now: asked later, they may answer. */
    public boolean allAway(List<Assessment> said) {
        var asked = said.stream().filter(a -> guards.isRemote(a.guard()) && !(a instanceof Skipped)).toList();
        return !asked.isEmpty() && asked.stream().allMatch(a -> a instanceof Unavailable away && away.cause().passes());
    }

    /** One submission's way through the panel. */
    private final class Session {

        private final Exchange exchange;
        private final Question question;
        private final PolicyBook book;
        private final Patience until;

        Session(Exchange exchange, PolicyBook book, Patience until, Trace trace) {
            this.exchange = exchange;
            this.question = Question.about(exchange).in(trace);
            this.book = book;
            this.until = until;
        }

        Uni<List<Assessment>> firstRound(Duration deadline) {
            var later = book.policies().stream().anyMatch(this::waits) || book.policyStandIn().isPresent()
                || book.screenings().stream().anyMatch(screening -> screening.standIn().isPresent());
            var time = later ? Duration.ofNanos((long) (deadline.toNanos() * FIRST_ROUND)) : deadline;
            var screenings = book.screenings().stream().flatMap(screening -> screen(screening, time));
            var policies = book.policies().stream().filter(policy -> !waits(policy))
                .map(policy -> read(policy, time));
            return all(Stream.concat(screenings, policies).toList());
        }

        /** Second opinions on what was flagged, and policies in the place of guards that fell short. */
        Uni<List<Assessment>> secondRound(List<Assessment> first) {
            var waiting = book.policies().stream().filter(this::waits).toList();
            var flagged = waiting.isEmpty() ? Set.<Hazard>of() : flagged(first);
            return more(first, waiting.stream()
                .map(policy -> wanted(policy, flagged, first)
                    ? read(policy, until.left())
                    : answer(new Skipped(reader(), Optional.of(policy), policy.consult() == Consult.FLAGGED
                        ? Reason.NOTHING_FLAGGED : Reason.NOT_NEEDED)))
                .toList());
        }

        /** Stand-ins for guards and policies that nobody answered for: in the process, so this takes little time. */
        Uni<List<Assessment>> lastResort(List<Assessment> said) {
            var screenings = book.screenings().stream().filter(screening -> !settled(screening, said))
                .flatMap(screening -> standIn(screening).filter(guard -> said.stream().noneMatch(
                        assessment -> assessment.policy().isEmpty() && assessment.guard().equals(guard.name())))
                    .map(guard -> ask(guard, screening, until.left())).stream());
            var policies = said.stream().filter(assessment -> !(assessment instanceof Skipped || assessment.whole()))
                .flatMap(assessment -> assessment.policy().stream()
                    .flatMap(policy -> byExamples(policy).filter(guard -> !guard.name().equals(assessment.guard()))
                        .map(guard -> guard.assess(question.by(policy), until.left())).stream()));
            return more(said, Stream.concat(screenings, policies).toList());
        }

        /** Whether the policy is for the second round; one that stands in for a guard without a host needn't wait. */
        private boolean waits(Policy policy) {
            return policy.consult() != Consult.ALWAYS && policy.standsInFor().filter(guard -> readable(policy))
                .flatMap(book::screening).filter(this::applies).map(screening -> guards.named(screening.guard()))
                .map(Optional::isPresent).orElse(true);
        }

        private boolean wanted(Policy policy, Set<Hazard> flagged, List<Assessment> first) {
            return policy.consult() == Consult.FLAGGED && policy.coversAny(flagged)
                || policy.standsInFor().flatMap(book::screening).filter(screening -> !settled(screening, first))
                    .isPresent();
        }

        private static boolean settled(Screening screening, List<Assessment> said) {
            return said.stream().anyMatch(assessment -> assessment.settles(screening));
        }

        private Stream<Uni<Assessment>> screen(Screening screening, Duration time) {
            var name = screening.guard();
            if (!applies(screening)) {
                return Stream.of(answer(new Skipped(name, Optional.empty(), Reason.OTHER_DIRECTION)));
            }
            var guard = guards.named(name).filter(named -> !named.readsPolicies());
            if (guard.isPresent()) {
                return Stream.of(ask(guard.get(), screening, time));
            }
            var skipped = answer(new Skipped(name, Optional.empty(), Reason.NOT_CONFIGURED));
            if (book.standIns(name).stream().anyMatch(policy -> policy.enforced() && readable(policy))) {
                return Stream.of(skipped);
            }
            return standIn(screening).map(instead -> Stream.of(skipped, ask(instead, screening, time)))
                .orElseGet(() -> Stream.of(answer(notConfigured(name, Optional.empty()))));
        }

        private boolean applies(Screening screening) {
            return screening.directions().contains(exchange.direction());
        }

        private Optional<Guard> standIn(Screening screening) {
            return screening.standIn().flatMap(guards::named).filter(guard -> !guard.readsPolicies());
        }

        private Uni<Assessment> ask(Guard guard, Screening screening, Duration time) {
            return guard.assess(question, time).map(assessment -> attributed(assessment, screening));
        }

        private boolean readable(Policy policy) {
            return guards.policyReader().isPresent() && policy.directions().contains(exchange.direction());
        }

        private Uni<Assessment> read(Policy policy, Duration time) {
            if (!policy.directions().contains(exchange.direction())) {
                return answer(new Skipped(reader(), Optional.of(policy), Reason.OTHER_DIRECTION));
            }
            return guards.policyReader().or(() -> byExamples(policy))
                .map(guard -> guard.assess(question.by(policy), time)
                    .map(assessment -> whatItSaw(assessment, guard, policy)))
                .orElseGet(() -> answer(notConfigured(reader(), Optional.of(policy))));
        }

        /** Who answers for a policy by its examples; a policy for a guard's place needs a model that reads it. */
        private Optional<Guard> byExamples(Policy policy) {
            return book.policyStandIn().filter(guard -> policy.consult() != Consult.STAND_IN).flatMap(guards::named)
                .filter(Guard::readsPolicies);
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
                    assessed.verdict().scores().stream()
                        .filter(score -> score.follows(book, assessed.guard()) != Outcome.ALLOW)
                        .flatMap(score -> score.hazard().stream()).forEach(flagged::add);
                    assessed.policy().filter(Policy::enforced).ifPresent(policy -> assessed.verdict().categories().forEach(
                        id -> policy.category(id).ifPresent(category -> flagged.add(category.hazard()))));
                }
            }
            return flagged;
        }

        private String reader() {
            return guards.policyReader().map(Guard::name).or(book::policyStandIn).orElse("safeguard");
        }
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
            .map(score -> score.forHazard(score.hazard().or(() -> hazard))).toList()));
    }

    private static Uni<Assessment> answer(Assessment assessment) {
        return Uni.createFrom().item(assessment);
    }

    private static Uni<List<Assessment>> more(List<Assessment> said, List<Uni<Assessment>> asked) {
        return asked.isEmpty() ? Uni.createFrom().item(said)
            : all(asked).map(more -> Stream.concat(said.stream(), more.stream()).toList());
    }

    private static Uni<List<Assessment>> all(List<Uni<Assessment>> asked) {
        return asked.isEmpty() ? Uni.createFrom().item(List.of())
            : Uni.join().all(asked).andFailFast().map(ArrayList::new);
    }
}
