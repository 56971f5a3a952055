package dev.moderato.guard;

import java.util.Collection;
import java.util.Optional;

/** Guards whose models are in the process: they need no host, and stand in where the book says so. */
public interface LocalGuards {

    Collection<Guard> all();

    /** Which models they are; empty while there are none. */
    Optional<String> model();
}
