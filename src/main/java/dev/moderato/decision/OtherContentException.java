package dev.moderato.decision;

/** The id has a decision already, and that was on other content, direction, conversation or profile. */
public class OtherContentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OtherContentException(String id) {
        super("there is a decision on '" + id + "' already, on other content, direction, conversation or profile");
    }
}
