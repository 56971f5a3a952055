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

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

    /** @throws IllegalArgumentException when the text was not made by {@link #toString()} */
    public static Cursor parse(String text) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
            var decidedAt = Instant.parse(parts[0]);
            if (parts.length == 2 && parts[1].indexOf(0) < 0 && decidedAt.isAfter(Instant.EPOCH)
                && decidedAt.isBefore(END_OF_TIME)) {
                return new Cursor(decidedAt, parts[1]);
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
