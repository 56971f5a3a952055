package dev.moderato.intake.problem;

/** The same may be sent again a little later: the caller has reached a limit of its own (429), or we of ours (503). */
public class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Refusals.Reason reason;
    private final int status;
    private final long seconds;

    private BusyException(Refusals.Reason reason, int status, long seconds, String message) {
        super(message);
        this.reason = reason;
        this.status = status;
        this.seconds = seconds;
    }

    public static BusyException tooManyRequests(long seconds) {
        return new BusyException(Refusals.Reason.RATE, 429, seconds,
            "This key sends more requests a second than it may.");
    }

    public static BusyException tooManyInFlight() {
        return new BusyException(Refusals.Reason.IN_FLIGHT, 429, 1,
            "This key has more submissions in flight than it may.");
    }

    public static BusyException overloaded() {
        return new BusyException(Refusals.Reason.OVERLOADED, 503, 1,
            "More submissions wait here than can be taken. Send the same again later.");
    }

    public static BusyException stopping() {
        return new BusyException(Refusals.Reason.STOPPING, 503, 1,
            "This process is about to stop. Send the same again, to another or a little later.");
    }

    Refusals.Reason reason() {
        return reason;
    }

    int status() {
        return status;
    }

    /** After how many seconds to come back, at least 1. */
    long seconds() {
        return seconds;
    }
}
