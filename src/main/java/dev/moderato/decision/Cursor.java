package dev.moderato.decision;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/**
 * A place in a list, newest first: just after what has this time and id. Its text form is for callers to hand back
 * unread.
 */
public record Cursor(Instant at, String id) {

    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T23:59:59Z");

    /** @throws IllegalArgumentException when the text was not made by {@link #toString()} */
    public static Cursor parse(String text) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(" ", 2);
            var at = Instant.parse(parts[0]);
            if (parts.length == 2 && parts[1].indexOf(0) < 0 && at.isAfter(Instant.EPOCH)
                && at.isBefore(END_OF_TIME)) {
                return new Cursor(at, parts[1]);
            }
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new IllegalArgumentException("is not a cursor of this service", e);
        }
        throw new IllegalArgumentException("is not a cursor of this service");
    }

    /** The same, in a list whose ids are numbers. */
    public static Cursor ofNumber(String text) {
        var cursor = parse(text);
        if (!cursor.id().matches("\\d{1,18}")) {
            throw new IllegalArgumentException("is not a cursor of this list");
        }
        return cursor;
    }

    @Override
    public String toString() {
        return Base64.getUrlEncoder().withoutPadding()
            .encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
    }
}
