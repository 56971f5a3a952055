package dev.moderato.decision.replay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;

/** How decisions are judged again. */
@ConfigMapping(prefix = "moderato.replay")
interface ReplaySettings {

    /** How many decisions are judged at once in this process, of all replays together. */
    @WithDefault("8")
    @Positive
    int atOnce();
}
