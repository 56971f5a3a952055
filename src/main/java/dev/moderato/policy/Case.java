package dev.moderato.policy;

import java.util.Optional;

/**
 * A text whose verdict is known, to test a policy by.
 *
 * @param expected the category that it is to be found in; empty when it is safe
 * @param why for whoever reads that it failed
 * @param line where it stands, from 1
 */
public record Case(String content, Direction direction, Optional<String> expected, String why, int line) {

    /** Tells sizes only, as content does. */
    @Override
    public String toString() {
        return "case in line " + line + " of " + content.length() + " characters";
    }
}
