package dev.moderato.guard;

import java.lang.Character.UnicodeScript;

/** Letters of other scripts that look like Latin ones, in words where they pass for them. */
final class LookAlikes {

    /** Pairs: a letter, and the Latin one that it looks like. */
    private static final String CYRILLIC =
        "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwѵvкkмmтtАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅS";
    private static final String GREEK = "οoαaνvρpιiκkτtυuχxΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX";
    private static final String OTHERS = "օoսuոnհhցgɑaɡgǃ!";
    private static final int[] LATIN = new int[0x600];

    static {
        for (var pairs : new String[] {CYRILLIC, GREEK, OTHERS}) {
            for (var i = 0; i < pairs.length(); i += 2) {
                LATIN[pairs.charAt(i)] = pairs.charAt(i + 1);
            }
        }
    }

    private LookAlikes() {
    }

    /**
     * Folds them in words that have a Latin letter as well, and in words made of nothing else inside a text that is
     * mostly Latin, but no single Greek letter there: α is a symbol. A text in another script stays as it is.
     */
    static String folded(String text) {
        var mostlyLatin = mostlyLatin(text);
        var folded = new StringBuilder(text.length());
        for (var begin = 0; begin < text.length();) {
            var end = begin;
            while (end < text.length() && wordly(text.charAt(end))) {
                end++;
            }
            if (end == begin) {
                folded.append(text.charAt(begin++));
            } else {
                fold(text, begin, end, mostlyLatin, folded);
                begin = end;
            }
        }
        return folded.toString();
    }

    private static void fold(String text, int begin, int end, boolean mostlyLatin, StringBuilder folded) {
        var latin = false;
        var onlyLookAlikes = true;
        for (var i = begin; i < end; i++) {
            latin |= script(text.charAt(i)) == UnicodeScript.LATIN;
            onlyLookAlikes &= latin(text.charAt(i)) != 0;
        }
        var symbol = end - begin == 1 && script(text.charAt(begin)) == UnicodeScript.GREEK;
        var fold = latin || onlyLookAlikes && mostlyLatin && !symbol;
        for (var i = begin; i < end; i++) {
            var unit = text.charAt(i);
            folded.append(fold && latin(unit) != 0 ? (char) latin(unit) : unit);
        }
    }

    private static boolean wordly(char unit) {
        return Character.isLetterOrDigit(unit);
    }

    private static int latin(char unit) {
        return unit < LATIN.length ? LATIN[unit] : 0;
    }

    private static boolean mostlyLatin(String text) {
        var latin = text.chars().filter(unit -> script((char) unit) == UnicodeScript.LATIN).count();
        return latin * 2 > text.chars().filter(Character::isLetter).count();
    }

    private static UnicodeScript script(char unit) {
        return unit < 128 ? Character.isLetter(unit) ? UnicodeScript.LATIN : UnicodeScript.COMMON
            : UnicodeScript.of(unit);
    }
}
