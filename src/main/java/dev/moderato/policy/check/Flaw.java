package dev.moderato.policy.check;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Something in a policy folder that is wrong, or that a model reads badly.
 *
 * @param line from 1
 * @param rule the id of the rule that it breaks
 */
public record Flaw(Path file, int line, Severity severity, String rule, String message) {

    /** Whether it must be put right. */
    public enum Severity {
        ERROR, WARNING;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return file + ":" + line + ": " + severity + ": " + message + " [" + rule + "]";
    }
}
