package dev.moderato.guard.evaluation;

import dev.moderato.guard.Exchange;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A text whose verdict by a policy is known, and where it stands.
 *
 * @param line from 1
 * @param expected the category that it is to be found in; empty when it is safe
 * @param example whether it is one of the policy's own examples, which the model is shown
 */
public record Trial(Path file, int line, Exchange exchange, Optional<String> expected, String why, boolean example) {

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
