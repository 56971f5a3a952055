package dev.moderato.decision;

import dev.moderato.decision.LedgerMeters.Result;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hibernate.StatelessSession;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.DataException;
import org.jboss.logging.Logger;

/**
 * Writes decisions in groups: one writer takes whatever waits, commits it together, and answers each caller after the
 * commit. Nothing lingers for a group to fill: under load the next one fills while this one commits.
 */
@ApplicationScoped
class GroupCommit {

    private static final Logger LOG = Logger.getLogger(GroupCommit.class);

    /** How decisions are written. */
    @ConfigMapping(prefix = "moderato.ledger")
    public interface Settings {

        /** How many decisions may wait to be written; with more, submissions are refused with 503. */
        @WithDefault("1024")
        @Positive
        int queue();

        /** How many decisions share a commit at most; 1 commits each alone. */
        @WithDefault("128")
        @Positive
        int group();
    }

    /** What waits to be written. The emitter gets true once it is durable, false when the id is taken. */
    private record Waiting(DecisionRow decision, Optional<ContentRow> content, boolean announced,
                           UniEmitter<? super Boolean> answer, long since) {
    }

    private final StatelessSession session;
    private final LedgerMeters meters;
    private final BlockingQueue<Waiting> queue;
    private final int group;
    private final Thread writer = new Thread(this::write, "ledger-writer");
    private volatile boolean closing;

    /** @param session looked up late, so that what needs no database starts without one */
    GroupCommit(Instance<StatelessSession> session, LedgerMeters meters, Settings settings) {
        this.session = session.get();
        this.meters = meters;
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.group = settings.group();
        meters.watch(queue, settings.queue());
        writer.setDaemon(true);
        writer.start();
    }

    /** True once all is durable; false when there is a decision of that id already, which stands. */
    Uni<Boolean> insert(DecisionRow decision, Optional<ContentRow> content, boolean announced) {
        return Uni.createFrom().emitter(emitter -> {
            if (closing || !queue.offer(new Waiting(decision, content, announced, emitter,
                    System.nanoTime()))) {
                emitter.fail(new LedgerAwayException(closing ? "closing" : "too many decisions wait", null));
            }
        });
    }

    void drain(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) throws InterruptedException {
        closing = true;
        writer.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void write() {
        var batch = new ArrayList<Waiting>(group);
        while (!closing || !queue.isEmpty()) {
            try {
                var first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, group - 1);
                    write(batch);
                }
            } catch (InterruptedException e) {
                closing = true;
            } catch (RuntimeException | Error e) {
                LOG.error("the ledger's writer met a fault of our own", e);
                batch.forEach(waiting -> waiting.answer().fail(e));
            } finally {
                batch.clear();
            }
        }
    }

    private void write(List<Waiting> batch) {
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

    private void insert(List<Waiting> batch) {
        QuarkusTransaction.requiringNew().run(() -> {
            session.insertMultiple(batch.stream().map(Waiting::decision).toList());
            var contents = batch.stream().flatMap(waiting -> waiting.content().stream()).toList();
            if (!contents.isEmpty()) {
                session.insertMultiple(contents);
            }
            Outbox.add(session, batch.stream().filter(Waiting::announced).map(Waiting::decision).toList());
        });
    }

    private static void refuse(Waiting waiting, RuntimeException e) {
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
