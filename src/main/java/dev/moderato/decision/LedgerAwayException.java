package dev.moderato.decision;

/** The ledger can't be reached, or takes no more just now. Nothing was kept, and the same submission may come again. */
public class LedgerAwayException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public LedgerAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
