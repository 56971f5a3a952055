package dev.moderato.guard;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Reading.Again;
import dev.moderato.guard.Reading.Read;
import dev.moderato.guard.Reading.Unreadable;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * One question put to one model: all the requests that it takes, and what they come to. Text whose normal form differs
 * is judged in both forms, and the worse of the two counts.
 */
final class Hearing {

    private static final Logger LOG = Logger.getLogger(Hearing.class);
    /** How many requests of one question are under way at once; a free tier allows 30 a minute. */
    private static final int AT_ONCE = 4;

    private final String guard;
    private final String model;
    private final Question question;
    private final Dialect dialect;
    private final BiFunction<Ask, AtomicInteger, Uni<String>> send;
    private final long begin = System.nanoTime();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicReference<Usage> usage = new AtomicReference<>(Usage.NONE);

    /** @param send sends a request and counts its attempts; fails with a {@link Fault} or an open breaker */
    Hearing(String guard, String model, Question question, Dialect dialect,
            BiFunction<Ask, AtomicInteger, Uni<String>> send) {
        this.guard = guard;
        this.model = model;
        this.question = question;
        this.dialect = dialect;
        this.send = send;
    }

    /** What one request came to: a verdict, or why there is none. */
    private record Answer(Optional<Verdict> verdict, Cause cause, String detail) {

        static Answer none(Cause cause, String detail) {
            return new Answer(Optional.empty(), cause, detail);
        }
    }

    /** Never fails. */
    Uni<Assessment> hold() {
        return Uni.createFrom().deferred(() -> answers(asks())).map(this::conclude)
            .onFailure().recoverWithItem(failure -> {
                LOG.errorf(failure, "guard=%s failed by our own fault", guard);
                return unavailable(Answer.none(Cause.INTERNAL, failure.getClass().getSimpleName()));
            });
    }

    private List<Ask> asks() {
        var asks = new ArrayList<>(dialect.asks(question));
        question.inNormalForm().map(dialect::asks).ifPresent(asks::addAll);
        return asks;
    }

    private Uni<List<Answer>> answers(List<Ask> asks) {
        if (asks.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        if (asks.size() == 1) {
            return answer(asks.get(0));
        }
        return Uni.join().all(asks.stream().map(this::answer).toList()).usingConcurrencyOf(AT_ONCE).andFailFast()
            .map(lists -> lists.stream().flatMap(List::stream).toList());
    }

    private Uni<List<Answer>> answer(Ask ask) {
        return send.apply(ask, attempts)
            .map(body -> dialect.read(ask, body))
            .chain(this::follow)
            .onFailure(Fault.class).recoverWithUni(fault -> otherwise(ask, fault))
            .onFailure(CircuitBreakerOpenException.class).recoverWithItem(
                () -> List.of(Answer.none(Cause.RESTING, "failed too often lately")));
    }

    private Uni<List<Answer>> follow(Reading reading) {
        if (reading instanceof Read read) {
            usage.accumulateAndGet(read.usage(), Usage::plus);
            return Uni.createFrom().item(List.of(new Answer(Optional.of(read.verdict()), Cause.INTERNAL, "")));
        }
        if (reading instanceof Again again) {
            usage.accumulateAndGet(again.usage(), Usage::plus);
            return answers(again.asks());
        }
        var unreadable = (Unreadable) reading;
        usage.accumulateAndGet(unreadable.usage(), Usage::plus);
        return Uni.createFrom().item(List.of(Answer.none(Cause.UNREADABLE, unreadable.why())));
    }

    private Uni<List<Answer>> otherwise(Ask ask, Fault fault) {
        var instead = fault.error().map(error -> dialect.instead(ask, error)).orElse(List.of());
        return instead.isEmpty()
            ? Uni.createFrom().item(List.of(Answer.none(fault.why(), fault.getMessage())))
            : answers(instead);
    }

    private Assessment conclude(List<Answer> answers) {
        if (answers.isEmpty()) {
            return new Assessed(guard, question.policy(), model, dialect.nothingToJudge(), effort());
        }
        var verdicts = answers.stream().flatMap(answer -> answer.verdict().stream()).toList();
        var silent = answers.stream().filter(answer -> answer.verdict().isEmpty()).findFirst();
        if (verdicts.isEmpty()) {
            return unavailable(silent.orElseThrow());
        }
        var verdict = dialect.worst(question, verdicts);
        return new Assessed(guard, question.policy(), model, silent.isPresent() ? verdict.asPartial() : verdict,
            effort());
    }

    private Assessment unavailable(Answer answer) {
        return new Unavailable(guard, question.policy(), model, answer.cause(), answer.detail(), effort());
    }

    private Effort effort() {
        return new Effort((System.nanoTime() - begin) / 1_000_000, attempts.get(), usage.get());
    }
}
