package dev.moderato.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What was purged at once, and what it can be checked by against a backup. */
public record Purge(
    What what,
    @Schema(description = "of the decisions, from this moment on") Instant since,
    @Schema(description = "before this moment") Instant until,
    @Schema(description = "how many rows went") long count,
    @Schema(description = "SHA-256 over the rows' fingerprints, oldest first; `proof_of_content` and"
        + " `proof_of_decisions` compute it again in a restored backup", examples = "sha256:9f86d0…") String digest,
    Instant purgedAt) {

    /** Which of the two that are kept. */
    public enum What {
        CONTENT,
        /** With the content that was still beside them, of which there is a purge of its own. */
        DECISIONS;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Some purges, latest first. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    @Schema(name = "PurgePage")
    public record Page(
        List<Purge> purges,
        @Schema(description = "`cursor` of the next page; absent on the last one") Optional<String> next) {

        public Page {
            purges = List.copyOf(purges);
        }
    }
}
