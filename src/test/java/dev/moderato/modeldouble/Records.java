package dev.moderato.modeldouble;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last calls, no more than 10,000 and no more than 64 MiB of them. */
final class Records {

    private static final int CALLS = 10_000;
    private static final long BYTES = 64L << 20;

    private final Deque<Seen> calls = new ArrayDeque<>();
    private boolean on = true;
    private long bytes;
    private long count;

    synchronized void add(Seen seen) {
        count++;
        if (on) {
            calls.addLast(seen);
            bytes += seen.size();
            while (calls.size() > CALLS || bytes > BYTES && calls.size() > 1) {
                bytes -= calls.removeFirst().size();
            }
        }
    }

    synchronized List<Seen> all() {
        return List.copyOf(calls);
    }

    synchronized long count() {
        return count;
    }

    synchronized void turn(boolean on) {
        this.on = on;
    }

    synchronized void clear() {
        calls.clear();
        bytes = 0;
        count = 0;
    }
}
