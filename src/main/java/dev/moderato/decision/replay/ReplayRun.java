package dev.moderato.decision.replay;

import dev.moderato.decision.Archive;
import dev.moderato.decision.Decision;
import dev.moderato.decision.LedgerAwayException;
import dev.moderato.decision.Moderator;
import dev.moderato.decision.replay.Replay.Status;
import dev.moderato.guard.Exchange;
import dev.moderato.policy.PolicyBook;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One replay under way, on a thread of its own. It holds a page of decisions and the content of those that are judged
 * just now, and ends as soon as its row says that it no longer runs.
 */
final class ReplayRun implements Runnable {

    private static final Logger LOG = Logger.getLogger(ReplayRun.class);
    private static final int PAGE = 100;
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Less than until others give it up for gone. */
    private static final long PATIENCE_NANOS = ReplayTable.GONE.toNanos() / 2;
    private static final long PAUSE_MILLIS = 20;
    private static final long AWAY_MILLIS = 1_000;

    private final UUID id;
    private final ReplayPlan plan;
    private final PolicyBook book;
    private final Archive archive;
    private final Moderator moderator;
    private final ReplayTable table;
    private final Semaphore places;
    private final CountDownLatch closing;
    private final Tally tally;
    private final AtomicInteger inFlight = new AtomicInteger();
    private Optional<Long> total = Optional.empty();
    private volatile Optional<Throwable> failure = Optional.empty();
    private boolean cut;
    private long nextBeat = System.nanoTime();

    /** @param closing is over when the process stops */
    ReplayRun(UUID id, ReplayPlan plan, Archive archive, Moderator moderator, ReplayTable table, Semaphore places,
              CountDownLatch closing) {
        this.id = id;
        this.plan = plan;
        this.book = plan.book();
        this.archive = archive;
        this.moderator = moderator;
        this.table = table;
        this.places = places;
        this.closing = closing;
        this.tally = new Tally(plan.inForce().revision());
    }

    @Override
    public void run() {
        var begin = System.nanoTime();
        var trouble = Optional.<String>empty();
        var status = Status.FAILED;
        try {
            goThrough();
            status = closing.getCount() == 0 ? Status.INTERRUPTED : Status.DONE;
            patiently(() -> table.progress(id, total, tally.done(), tally.report()));
        } catch (LedgerAwayException e) {
            trouble = Optional.of("The ledger was away for too long.");
        } catch (InterruptedException e) {
            status = Status.INTERRUPTED;
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "replay=%s failed by our own fault", id);
            trouble = Optional.of("That is our fault. It is in our log.");
        }
        end(status, trouble);
        LOG.infof("replay=%s tenant=%s profile=%s status=%s judged=%d millis=%d", id, plan.span().tenant(),
            plan.span().profile(), cut ? "cut" : status, tally.done(), (System.nanoTime() - begin) / 1_000_000);
    }

    private void end(Status status, Optional<String> trouble) {
        try {
            table.end(id, status, trouble);
        } catch (RuntimeException e) {
            LOG.warnf("replay=%s can't be recorded as %s: %s", id, status, e.getMessage());
        }
    }

    private void goThrough() throws InterruptedException {
        if (plan.sample().isPresent()) {
            var ids = patiently(() -> archive.sample(plan.span(), plan.sample().get()));
            total = Optional.of((long) ids.size());
            for (var from = 0; from < ids.size() && goesOn(); from += PAGE) {
                var some = ids.subList(from, Math.min(ids.size(), from + PAGE));
                judge(patiently(() -> archive.decisions(plan.span().tenant(), some)));
            }
        } else {
            total = Optional.of(patiently(() -> archive.count(plan.span())));
            var page = next(Optional.empty());
            while (!page.isEmpty() && goesOn()) {
                judge(page);
                page = next(Optional.of(page.get(page.size() - 1)));
            }
        }
        while (inFlight.get() > 0 && goesOn()) {
            closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private List<Decision> next(Optional<Decision> last) throws InterruptedException {
        return patiently(() -> archive.next(plan.span(), last, PAGE));
    }

    private void judge(List<Decision> page) throws InterruptedException {
        for (var kept : page) {
            if (!goesOn()) {
                return;
            }
            var exchange = patiently(() -> archive.exchange(kept));
            if (exchange.isEmpty()) {
                tally.addDigestOnly();
                continue;
            }
            while (!places.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!goesOn()) {
                    return;
                }
            }
            judge(kept, exchange.get());
        }
    }

    /** In the place that it has. */
    private void judge(Decision kept, Exchange exchange) {
        inFlight.incrementAndGet();
        Uni.createFrom().deferred(() -> moderator.ruling(exchange, book))
            .invoke(now -> tally.add(Comparison.of(kept, now, plan.inForce().revision())))
            .onFailure().invoke(fault -> failure = Optional.of(fault))
            .onTermination().invoke(() -> {
                places.release();
                inFlight.decrementAndGet();
            })
            .subscribe().with(now -> { }, fault -> { });
    }

    /** Whether to go on; gives a sign of life when it is time. */
    private boolean goesOn() {
        failure.ifPresent(fault -> {
            throw new IllegalStateException("a decision can't be judged again", fault);
        });
        if (!cut && System.nanoTime() - nextBeat >= 0) {
            nextBeat = System.nanoTime() + BEAT_NANOS;
            try {
                cut = !table.progress(id, total, tally.done(), tally.report());
            } catch (LedgerAwayException e) {
                LOG.debugf(e, "replay=%s gives no sign of life just now", id);
            }
        }
        return !cut && closing.getCount() > 0;
    }

    /** What the ledger says, also when it is away for a moment. */
    private <T> T patiently(Supplier<T> work) throws InterruptedException {
        var until = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return work.get();
            } catch (LedgerAwayException e) {
                if (System.nanoTime() - until > 0 || closing.await(AWAY_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
    }
}
