package dev.moderato.decision;

import dev.moderato.decision.Groups.Waiting;
import dev.moderato.decision.LedgerMeters.Result;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.DataException;

/**
 * Writes decisions in groups: one writer takes whatever waits, commits it together, and answers each caller after the
 * commit. Nothing lingers for a group to fill: under load the next one fills while this one commits.
 */
@ApplicationScoped
class GroupCommit {

    /** How decisions are written, and submissions looked up. */
    @ConfigMapping(prefix = "moderato.ledger")
    public interface Settings {

        /**
         * How many decisions may wait to be written, and how many submissions to be looked up; with more, submissions are
         * refused with 503.
         */
        @WithDefault("1024")
        @Positive
        int queue();

        /** How many decisions share a commit at most, and submissions a look-up; 1 has each alone. */
        @WithDefault("128")
        @Positive
        int group();
    }

    /** What waits to be written: answered with true once it is durable, with false when the id is taken. */
    private record Entry(DecisionRow decision, Optional<ContentRow> content, boolean announced) {
    }

    private final StatelessSession session;
    private final LedgerMeters meters;
    private final Groups<Entry, Boolean> groups;

    /** @param session looked up late, so that what needs no database starts without one */
    GroupCommit(Instance<StatelessSession> session, LedgerMeters meters, Settings settings) {
        this.session = session.get();
        this.meters = meters;
        this.groups = new Groups<>("ledger-writer", settings.queue(), settings.group(), this::write);
        meters.watch(groups.waiting(), settings.queue());
    }

    /** True once all is durable; false when there is a decision of that id already, which stands. */
    Uni<Boolean> insert(DecisionRow decision, Optional<ContentRow> content, boolean announced) {
        return groups.add(new Entry(decision, content, announced));
    }

    void drain(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) throws InterruptedException {
        groups.close();
    }

    private void write(List<Waiting<Entry, Boolean>> batch) {
        var begin = System.nanoTime();
        try {
            insert(batch);
        } catch (RuntimeException e) {
            meters.commit(ofARow(e) ? Result.REFUSED : Result.FAILED, batch.size(), begin);
            if (batch.size() > 1 && ofARow(e)) {
                batch.forEach(waiting -> write(List.of(waiting)));
            } else {
                batch.forEach(waiting -> refuse(waiting, e));
            }
            return;
        }
        meters.commit(Result.COMMITTED, batch.size(), begin);
        batch.forEach(waiting -> {
            meters.durable(waiting.since());
            waiting.answer().complete(true);
        });
    }

    private void insert(List<Waiting<Entry, Boolean>> batch) {
        var entries = batch.stream().map(Waiting::what).toList();
        QuarkusTransaction.requiringNew().run(() -> {
            session.insertMultiple(entries.stream().map(Entry::decision).toList());
            var contents = entries.stream().flatMap(entry -> entry.content().stream()).toList();
            if (!contents.isEmpty()) {
                session.insertMultiple(contents);
            }
            Outbox.add(session, entries.stream().filter(Entry::announced).map(Entry::decision).toList());
        });
    }

    private static void refuse(Waiting<Entry, Boolean> waiting, RuntimeException e) {
        if (cause(e, ConstraintViolationException.class)
                .filter(violation -> violation.getKind() == ConstraintViolationException.ConstraintKind.UNIQUE)
                .isPresent()) {
            waiting.answer().complete(false);
        } else if (ofARow(e)) {
            waiting.answer().fail(e);
        } else {
            waiting.answer().fail(new LedgerAwayException("could not be written", e));
        }
    }

    /** Whether a row was at fault, and not the database. */
    private static boolean ofARow(RuntimeException e) {
        return cause(e, ConstraintViolationException.class).isPresent() || cause(e, DataException.class).isPresent();
    }

    private static <T extends Throwable> Optional<T> cause(Throwable failure, Class<T> type) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
