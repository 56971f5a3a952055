package dev.moderato.decision.replay;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Kept decisions that are, or were, judged again. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Replay(
    UUID id,
    @Schema(enumeration = {"running", "done", "cancelled", "failed", "interrupted"}) Status status,
    @Schema(examples = "default") String profile,
    @Schema(implementation = Tried.class, description = "absent where the policies in force were replayed")
    Optional<Tried> policy,
    Instant since,
    Instant until,
    @Schema(implementation = Integer.class, type = SchemaType.INTEGER, description = "how many decisions were to be"
        + " drawn; absent where all were wanted") Optional<Integer> sample,
    @Schema(implementation = Long.class, type = SchemaType.INTEGER, description = "decisions to go through; absent"
        + " until they are counted") Optional<Long> total,
    @Schema(description = "decisions gone through", type = SchemaType.INTEGER) long done,
    Instant startedAt,
    @Schema(implementation = Instant.class, type = SchemaType.STRING, format = "date-time")
    Optional<Instant> endedAt,
    @Schema(implementation = String.class, type = SchemaType.STRING, description = "why it failed")
    Optional<String> trouble,
    @Schema(implementation = ReplayReport.class, description = "so far; only when a single replay is read")
    Optional<ReplayReport> report) {

    /** How far it is. */
    public enum Status {
        RUNNING, DONE, CANCELLED, FAILED,
        /** Its process stopped or was killed; what it had found by then is there. */
        INTERRUPTED;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The policy that was tried. */
    @Schema(name = "TriedPolicy")
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Tried(
        @Schema(examples = "spam") String id,
        @Schema(description = "digest of its file", examples = "sha256:9f86d0…") String revision,
        @Schema(implementation = String.class, type = SchemaType.STRING, description = "the file; only when a single"
            + " replay is read") Optional<String> text) {
    }

    /** The same without the policy's text and the report. */
    public Replay inShort() {
        return new Replay(id, status, profile,
            policy.map(tried -> new Tried(tried.id(), tried.revision(), Optional.empty())), since, until, sample,
            total, done, startedAt, endedAt, trouble, Optional.empty());
    }
}
