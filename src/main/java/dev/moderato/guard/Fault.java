package dev.moderato.guard;

import java.time.Duration;
import java.util.Optional;

/** An attempt that brought no reply to read. */
final class Fault extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Cause why;
    private final transient Optional<HostError> error;
    private final transient Duration pause;
    private final boolean again;

    /**
     * @param error what the host said; empty when it said nothing
     * @param pause how long the host wants to be left alone
     * @param again whether the same request, after the pause, may do better
     */
    Fault(Cause why, String detail, Optional<HostError> error, Duration pause, boolean again) {
        super(detail, null, false, false);
        this.why = why;
        this.error = error;
        this.pause = pause;
        this.again = again;
    }

    static Fault timedOut() {
        return new Fault(Cause.TIMED_OUT, "no whole answer in time", Optional.empty(), Duration.ZERO, true);
    }

    /** Our own queue to the host is too long: nothing that the host did. */
    static Fault noConnection() {
        return new Fault(Cause.OVERLOADED, "no connection to this host became free in time", Optional.empty(),
            Duration.ZERO, false);
    }

    static Fault tooManyWait() {
        return new Fault(Cause.OVERLOADED, "too many requests wait for this host", Optional.empty(), Duration.ZERO, false);
    }

    Cause why() {
        return why;
    }

    Optional<HostError> error() {
        return error;
    }

    Duration pause() {
        return pause;
    }

    boolean again() {
        return again;
    }

    /** Whether it tells that the host is in trouble, and not that the request was a bad one. */
    boolean ofTheHost() {
        return switch (why) {
            case TIMED_OUT, UNREACHABLE, HOST_ERROR, MODEL_GONE, UNAUTHORIZED -> true;
            default -> error.filter(e -> e.status() >= 500).isPresent();
        };
    }
}
