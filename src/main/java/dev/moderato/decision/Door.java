package dev.moderato.decision;

import java.util.Locale;

/** How a submission came in. */
public enum Door {
    HTTP, KAFKA;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
