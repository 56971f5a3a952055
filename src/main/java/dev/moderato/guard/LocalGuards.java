package dev.moderato.guard;

import java.util.Collection;

/** Guards whose models are in the process: they need no host, and stand in where the book says so. */
public interface LocalGuards {

    Collection<Guard> all();
}
