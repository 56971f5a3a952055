package dev.moderato.decision.replay;

import dev.moderato.decision.Archive;
import dev.moderato.decision.LedgerAwayException;
import dev.moderato.decision.Moderator;
import dev.moderato.decision.replay.Replay.Status;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Has kept decisions judged again under a changed policy or changed models, and tells what would be other. The kept
 * decisions stay as they are. Every method blocks, and may fail with {@link LedgerAwayException}.
 */
@ApplicationScoped
public class Replays {

    private final Archive archive;
    private final Moderator moderator;
    private final ReplayTable table;
    private final Semaphore places;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "replay");
        thread.setDaemon(true);
        return thread;
    });

    Replays(Archive archive, Moderator moderator, ReplayTable table, ReplaySettings settings) {
        this.archive = archive;
        this.moderator = moderator;
        this.table = table;
        this.places = new Semaphore(settings.atOnce(), true);
    }

    /** Begins it, and returns before it is done. None when the tenant has one that runs, wherever that is. */
    public Optional<Replay> start(ReplayPlan plan) {
        var id = table.add(plan);
        id.ifPresent(added -> threads.execute(new ReplayRun(added, plan, archive, moderator, table, places, closing)));
        return id.flatMap(added -> find(plan.span().tenant(), added));
    }

    /** Newest first, at most {@code most}. */
    public List<Replay> newest(String tenant, int most) {
        return table.newest(tenant, most);
    }

    public Optional<Replay> find(String tenant, UUID id) {
        return table.find(tenant, id);
    }

    /** Ends it if it runs; in another process that takes about a second to be noticed. */
    public Optional<Replay> cancel(String tenant, UUID id) {
        return table.find(tenant, id).flatMap(known -> {
            table.end(id, Status.CANCELLED, Optional.empty());
            return table.find(tenant, id);
        });
    }

    void close(@Observes ShutdownEvent event) throws InterruptedException {
        closing.countDown();
        threads.shutdown();
        threads.awaitTermination(5, TimeUnit.SECONDS);
    }
}
