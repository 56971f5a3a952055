package dev.moderato.policy;

import java.nio.file.Path;

/** A file under {@code policies/} that can't be used; the message begins with file and line. */
public class BrokenPolicyException extends RuntimeException {

    BrokenPolicyException(Path file, int line, String message) {
        super(file + ":" + line + ": " + message);
    }
}
