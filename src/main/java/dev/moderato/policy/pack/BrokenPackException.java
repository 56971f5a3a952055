package dev.moderato.policy.pack;

import java.nio.file.Path;

/** A policy pack that can't be imported; the message begins with its file, and the line where there is one. */
public class BrokenPackException extends RuntimeException {

    private static final long serialVersionUID = 1;

    BrokenPackException(Path file, String message) {
        super(file + ": " + message);
    }

    BrokenPackException(Path file, long line, String message) {
        super(file + ":" + line + ": " + message);
    }
}
