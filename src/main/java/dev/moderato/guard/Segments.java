package dev.moderato.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * A text cut into overlapping segments that fit Prompt Guard's window of 512 tokens: measured on Groq, 1,500 characters
 * of English are about 364 tokens, 900 of Russian about 227. A segment that is too long all the same is split when the
 * host says so.
 *
 * @param partial whether there were more than may be judged; then these are the first, the last and evenly some between
 */
record Segments(List<String> texts, boolean partial) {

    private static final int ASCII = 1_200;
    private static final int OTHER = 500;

    static Segments of(String text, int most) {
        var all = cut(text, mostlyAscii(text) ? ASCII : OTHER);
        if (all.size() <= most) {
            return new Segments(all, false);
        }
        var some = new ArrayList<String>();
        for (var i = 0; i < most; i++) {
            some.add(all.get(most == 1 ? 0 : (int) ((long) i * (all.size() - 1) / (most - 1))));
        }
        return new Segments(some, true);
    }

    /** Two overlapping halves; at 63 % each the rest fits into the second wherever the first ends. */
    static List<String> halves(String text) {
        return cut(text, Math.max(4, text.length() * 63 / 100 + 1));
    }

    private static List<String> cut(String text, int size) {
        var segments = new ArrayList<String>();
        var begin = 0;
        while (true) {
            var end = begin + size >= text.length() ? text.length() : boundary(text, begin, begin + size);
            add(text.substring(begin, end), segments);
            if (end == text.length()) {
                return segments;
            }
            begin = codePoint(text, Math.max(begin + 1, end - size / 5));
        }
    }

    /** A segment of white space alone is no question: hosts refuse it. */
    private static void add(String segment, List<String> segments) {
        if (!segment.isBlank()) {
            segments.add(segment);
        }
    }

    /** The last white space in the segment's last fifth; else the end itself, not inside a code point. */
    private static int boundary(String text, int begin, int end) {
        for (var i = end; i > end - (end - begin) / 5; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return codePoint(text, end);
    }

    private static int codePoint(String text, int at) {
        return Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at)) ? at - 1 : at;
    }

    private static boolean mostlyAscii(String text) {
        return text.chars().filter(unit -> unit < 128).count() >= text.length() * 0.9;
    }
}
