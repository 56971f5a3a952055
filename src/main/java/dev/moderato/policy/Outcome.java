package dev.moderato.policy;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happens to content, from mildest to gravest; written in lower case wherever people read or write it. */
public enum Outcome {
    ALLOW, REVIEW, BLOCK;

    /** The graver of the two. */
    public Outcome or(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
