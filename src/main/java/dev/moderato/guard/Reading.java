package dev.moderato.guard;

import java.util.List;

/** What a dialect makes of one reply. Whatever is not plainly a verdict is {@code Unreadable}, never "safe". */
public sealed interface Reading {

    record Read(Verdict verdict, Usage usage) implements Reading {
    }

    /** Worth asking again, otherwise. The usage is that of the reply which was of no use. */
    record Again(List<Ask> asks, Usage usage) implements Reading {
    }

    /** @param why for the audit record; tells what was wrong with the reply, never what it said */
    record Unreadable(String why, Usage usage) implements Reading {
    }
}
