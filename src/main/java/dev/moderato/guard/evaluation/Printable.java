package dev.moderato.guard.evaluation;

import java.util.regex.Pattern;

/** Text of a model as it can be shown: in a terminal it moves no cursor, and XML can hold it. */
final class Printable {

    private static final Pattern BREAKS = Pattern.compile("\\s+");
    private static final Pattern OTHERS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Cn}]");

    private Printable() {
    }

    /** On one line; what can't be seen is a replacement character. */
    static String of(String text) {
        return OTHERS.matcher(BREAKS.matcher(text).replaceAll(" ")).replaceAll("\uFFFD").strip();
    }
}
