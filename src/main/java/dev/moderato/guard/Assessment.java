package dev.moderato.guard;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Screening;
import java.util.Locale;
import java.util.Optional;

/** What one guard had to say. Silence is a type of its own and can't be mistaken for "safe". */
public sealed interface Assessment {

    /** The guard's name in the configuration. */
    String guard();

    /** The policy that it was to judge by; empty for a guard with its own taxonomy. */
    Optional<Policy> policy();

    /** The same by another form of its policy. */
    Assessment by(Policy policy);

    /** Whether this is a whole answer: everything was looked at that should have been. */
    default boolean whole() {
        return false;
    }

    /** Whether a policy's examples spoke, and nobody read the policy. */
    private boolean likened() {
        return this instanceof Assessed assessed && assessed.verdict().likened();
    }

    /**
     * Whether this settles what a guard was to look for: its own whole answer, that of a policy in its place, or that of
     * its stand-in; and when it wasn't to be asked about content of this direction.
     */
    default boolean settles(Screening screening) {
        var itsOwn = policy().isEmpty() && guard().equals(screening.guard());
        var inItsPlace = policy().isEmpty() ? screening.standIn().filter(guard()::equals).isPresent()
            : policy().filter(Policy::enforced).flatMap(Policy::standsInFor).filter(screening.guard()::equals)
                .isPresent();
        return whole() && (itsOwn || inItsPlace && !likened())
            || itsOwn && this instanceof Skipped skipped && skipped.reason() == Reason.OTHER_DIRECTION;
    }

    /** It looked, and this is its verdict. */
    record Assessed(String guard, Optional<Policy> policy, String model, Verdict verdict, Effort effort)
        implements Assessment {

        @Override
        public boolean whole() {
            return !verdict.partial();
        }

        @Override
        public Assessed by(Policy policy) {
            return new Assessed(guard, Optional.of(policy), model, verdict, effort);
        }

        public Assessed with(Verdict verdict) {
            return new Assessed(guard, policy, model, verdict, effort);
        }
    }

    /**
     * It should have looked and couldn't.
     *
     * @param detail for the audit record; never content, never a host's own words
     */
    record Unavailable(String guard, Optional<Policy> policy, String model, Cause cause, String detail, Effort effort)
        implements Assessment {

        @Override
        public Unavailable by(Policy policy) {
            return new Unavailable(guard, Optional.of(policy), model, cause, detail, effort);
        }
    }

    /** It wasn't asked. */
    record Skipped(String guard, Optional<Policy> policy, Reason reason) implements Assessment {

        @Override
        public Skipped by(Policy policy) {
            return new Skipped(guard, Optional.of(policy), reason);
        }
    }

    /** What an answer took, or the lack of one. */
    record Effort(long millis, int attempts, Usage usage) {

        public static final Effort NONE = new Effort(0, 0, Usage.NONE);
    }

    /** Why a guard wasn't asked. */
    enum Reason {
        /** It isn't asked about content of this direction. */
        OTHER_DIRECTION,
        /** A second opinion, and nothing of its hazards was flagged. */
        NOTHING_FLAGGED,
        /** A stand-in, and the guard in whose place it stands answered. */
        NOT_NEEDED,
        /** It has no host, and another answers in its place. */
        NOT_CONFIGURED;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
