package dev.moderato.decision;

/** All guards with a host are away, and the door would rather wait. Nothing was kept, and the same may come again. */
public class GuardsAwayException extends RuntimeException {

    private static final long serialVersionUID = 1;

    GuardsAwayException() {
        super("all guards with a host are away");
    }
}
