package dev.moderato.guard;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Something that looks at content. */
public interface Guard {

    /** Its name in the configuration. */
    String name();

    /** Whether it judges by a policy that it is handed, instead of by a taxonomy of its own. */
    boolean readsPolicies();

    boolean seesImages();

    /** Never fails and always ends, within {@code patience} or a little after it. */
    Uni<Assessment> assess(Question question, Duration patience);
}
