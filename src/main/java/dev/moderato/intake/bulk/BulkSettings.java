package dev.moderato.intake.bulk;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import java.time.Duration;

/** Streams of submissions over HTTP. */
@ConfigMapping(prefix = "moderato.bulk")
public interface BulkSettings {

    /** How many lines of a request are decided on at once, at most; fewer where the caller's limit is lower. */
    @WithDefault("64")
    @Positive
    int inFlight();

    /** How long a request may stand still, nothing sent and nothing read by the caller, before it is cut off. */
    @WithDefault("60s")
    Duration idle();
}
