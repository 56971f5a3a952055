package dev.moderato.policy;

import java.util.Collection;

/** Where every book that was ever in force is kept, by revision. */
public interface BookArchive {

    /**
     * Keeps those that it doesn't have yet, for good.
     *
     * @throws AwayException when they can't be kept now; later they may
     */
    void keep(Collection<PolicyBook> books);

    /** Nothing comes into force without being kept. */
    class AwayException extends IllegalStateException {

        private static final long serialVersionUID = 1;

        public AwayException(Throwable cause) {
            super("the ledger, where policies are kept before they come into force, can't be reached", cause);
        }
    }
}
