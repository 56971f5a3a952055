package dev.moderato.decision;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Has work on the ledger done in groups: one thread takes whatever waits and does it together. Nothing lingers for a
 * group to fill: under load the next one fills while this one is worked on.
 *
 * @param <W> what is to be done
 * @param <A> what comes of it
 */
final class Groups<W, A> {

    private static final Logger LOG = Logger.getLogger(Groups.class);

    private final BlockingQueue<Waiting<W, A>> queue;
    private final int most;
    private final Consumer<List<Waiting<W, A>>> work;
    private final Thread thread;
    private volatile boolean closing;

    /** @param since when it was added, by {@link System#nanoTime()} */
    record Waiting<W, A>(W what, UniEmitter<? super A> answer, long since) {
    }

    /**
     * @param name of the thread
     * @param places how many may wait
     * @param most how many make a group
     * @param work on a group: answers each; what it doesn't answer because it throws, fails with that
     */
    Groups(String name, int places, int most, Consumer<List<Waiting<W, A>>> work) {
        this.queue = new ArrayBlockingQueue<>(places);
        this.most = most;
        this.work = work;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * What comes of it, on the event loop that it was called on or else on a worker, so that the groups' thread has its
     * hands free. Fails with {@link LedgerAwayException} when too many wait, or nothing is taken any more.
     */
    Uni<A> add(W what) {
        return Uni.createFrom().<A>emitter(emitter -> {
            if (closing || !queue.offer(new Waiting<>(what, emitter, System.nanoTime()))) {
                emitter.fail(new LedgerAwayException(closing ? "closing" : "too many wait for the " + thread.getName(),
                    null));
            }
        }).emitOn(here());
    }

    /** All that waits. */
    Collection<?> waiting() {
        return queue;
    }

    /** Takes nothing more, and gives what is left ten seconds. */
    void close() throws InterruptedException {
        closing = true;
        thread.join(TimeUnit.SECONDS.toMillis(10));
    }

    private void run() {
        var group = new ArrayList<Waiting<W, A>>(most);
        while (!closing || !queue.isEmpty()) {
            try {
                var first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, most - 1);
                    work.accept(group);
                }
            } catch (InterruptedException e) {
                closing = true;
            } catch (RuntimeException | Error e) {
                LOG.errorf(e, "the %s met a fault of our own", thread.getName());
                group.forEach(waiting -> waiting.answer().fail(e));
            } finally {
                group.clear();
            }
        }
    }

    private static Executor here() {
        var context = Vertx.currentContext();
        return context == null ? Infrastructure.getDefaultWorkerPool() : work -> context.runOnContext(none -> work.run());
    }
}
