package dev.moderato.guard;

import java.util.ArrayDeque;
import java.util.Queue;

/** So many are inside at once, and as many as may wait do so outside, first come first served. Never blocks. */
final class Bulkhead {

    private final int most;
    private final int queue;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int inside;

    enum Entry { INSIDE, WAITS, REFUSED }

    /**
     * @param most how many are inside at once
     * @param queue how many may wait
     */
    Bulkhead(int most, int queue) {
        this.most = most;
        this.queue = queue;
    }

    /**
     * Whoever gets inside leaves again, once.
     *
     * @param later runs inside when its turn comes, on the thread of the one who leaves; only for one that waits
     */
    synchronized Entry enter(Runnable later) {
        if (inside < most) {
            inside++;
            return Entry.INSIDE;
        }
        return waiting.size() < queue && waiting.add(later) ? Entry.WAITS : Entry.REFUSED;
    }

    void leave() {
        var next = next();
        if (next != null) {
            next.run();
        }
    }

    private synchronized Runnable next() {
        if (waiting.isEmpty()) {
            inside--;
        }
        return waiting.poll();
    }

    /** One that waits and no longer wants to. False when its turn has come already. */
    synchronized boolean giveUp(Runnable later) {
        return waiting.remove(later);
    }
}
