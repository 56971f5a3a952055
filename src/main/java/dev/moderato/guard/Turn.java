package dev.moderato.guard;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** One earlier message of a conversation. */
public record Turn(Role role, Content content) {

    public enum Role {
        USER, ASSISTANT;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
