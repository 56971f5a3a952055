package dev.moderato.policy;

import java.nio.file.Path;

/** A file under {@code policies/} that can't be used; the message begins with file and line. */
public class BrokenPolicyException extends RuntimeException {

    private final transient Path file;
    private final int line;
    private final String reason;

    BrokenPolicyException(Path file, int line, String message) {
        super(file + ":" + line + ": " + message);
        this.file = file;
        this.line = line;
        this.reason = message;
    }

    public Path file() {
        return file;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** The message without file and line. */
    public String reason() {
        return reason;
    }
}
