package dev.moderato.intake.problem;

import java.util.Optional;

/** Something the caller has to change. The message tells what, and never repeats content. */
public class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final transient Optional<String> field;

    private RefusedException(int status, Optional<String> field, String message) {
        super(message);
        this.status = status;
        this.field = field;
    }

    /** 400, for a field of the body or a parameter. */
    public static RefusedException field(String field, String message) {
        return new RefusedException(400, Optional.of(field), message);
    }

    /** 400, for the body as a whole. */
    public static RefusedException body(String message) {
        return new RefusedException(400, Optional.empty(), message);
    }

    public static RefusedException notFound(String message) {
        return new RefusedException(404, Optional.empty(), message);
    }

    public static RefusedException tooLarge() {
        return new RefusedException(413, Optional.empty(), "A request may have at most 16 MiB.");
    }

    /** The same for a caller who calls the field, or what it is a part of, by another name. */
    public RefusedException renamed(String ours, String theirs) {
        return new RefusedException(status, field.map(path ->
            path.equals(ours) || path.startsWith(ours + ".") || path.startsWith(ours + "[")
                ? theirs + path.substring(ours.length()) : path), getMessage());
    }

    /** The same where it has another status. */
    public RefusedException as(int other) {
        return new RefusedException(other, field, getMessage());
    }

    public int status() {
        return status;
    }

    public Optional<String> field() {
        return field;
    }
}
