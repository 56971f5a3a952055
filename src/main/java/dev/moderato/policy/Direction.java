package dev.moderato.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where content comes from: {@code INPUT}, somebody wrote it to us or to a model; {@code OUTPUT}, a model wrote it. */
public enum Direction {
    INPUT, OUTPUT;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
