package dev.moderato.intake.access;

import java.util.concurrent.atomic.AtomicBoolean;

/** Room for so many submissions at once, held until it is left. */
public final class Places {

    private final int count;
    private final Runnable leave;
    private final AtomicBoolean left = new AtomicBoolean();

    Places(int count, Runnable leave) {
        this.count = count;
        this.leave = leave;
    }

    public int count() {
        return count;
    }

    /** Counts once, however often it is said. */
    public void leave() {
        if (left.compareAndSet(false, true)) {
            leave.run();
        }
    }
}
