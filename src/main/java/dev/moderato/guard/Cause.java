package dev.moderato.guard;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a guard could not answer. */
public enum Cause {
    /** No host is configured for it. */
    NOT_CONFIGURED,
    /** No whole answer within its timeout, or within what was left of the submission's deadline. */
    TIMED_OUT,
    /** The host could not be reached, or the connection broke. */
    UNREACHABLE,
    /** The host's limit is used up for longer than the submission may wait. */
    RATE_LIMITED,
    /** The host, its flex tier or our own queue to it is full. */
    OVERLOADED,
    /** More than the host takes in one request. */
    TOO_LARGE,
    /** The host refuses the key, or the key may not use the model. */
    UNAUTHORIZED,
    /** The host doesn't serve the model, or no longer. */
    MODEL_GONE,
    /** The host refuses the request for another reason. */
    REJECTED,
    /** The host failed. */
    HOST_ERROR,
    /** It failed so often lately that it isn't asked for a while. */
    RESTING,
    /** It judged a text wrongly that it must know, and isn't asked until it does better. */
    DISTRUSTED,
    /** It answered, and the answer can't be read as a verdict. */
    UNREADABLE,
    /** Our own fault: logged as an error. */
    INTERNAL;

    /** Whether it lies in the state of the host, so that the same content may be answered later. */
    public boolean passes() {
        return switch (this) {
            case TIMED_OUT, UNREACHABLE, RATE_LIMITED, OVERLOADED, UNAUTHORIZED, MODEL_GONE, HOST_ERROR, RESTING,
                DISTRUSTED -> true;
            case NOT_CONFIGURED, TOO_LARGE, REJECTED, UNREADABLE, INTERNAL -> false;
        };
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
