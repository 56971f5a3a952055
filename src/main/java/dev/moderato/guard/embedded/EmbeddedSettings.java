package dev.moderato.guard.embedded;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import java.util.OptionalInt;

/** The guards in the process. */
@ConfigMapping(prefix = "moderato.embedded")
public interface EmbeddedSettings {

    /** Whether there are any; otherwise nothing is loaded. */
    @WithDefault("true")
    boolean enabled();

    /** How many texts are looked at at once, each on one thread; as many as there are processors where not set. */
    @Positive
    OptionalInt threads();

    /** How many texts may wait for a thread; more are answered "overloaded" at once. */
    @WithDefault("256")
    @Positive
    int queue();
}
