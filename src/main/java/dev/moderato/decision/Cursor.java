package dev.moderato.decision;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/**
 * A place in a list of decisions, newest first: just after the decision of this time and id. Its text form is for
 * callers to hand back unread.
 */
public record Cursor(Instant decidedAt, String id) {

    /** @throws IllegalArgumentException when the text was not made by {@link #toString()} */
    public static Cursor parse(String text) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
            if (parts.length == 2) {
                return new Cursor(Instant.parse(parts[0]), parts[1]);
            }
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalArgumentException("is not a cursor of this service", e);
        }
        throw new IllegalArgumentException("is not a cursor of this service");
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding()
            .encodeToString((decidedAt + " " + id).getBytes(StandardCharsets.UTF_8));
    }
}
