package dev.moderato.guard;

/** Words whose letters stand apart: {@code k i l l}, {@code k.i.l.l}. */
final class Spacing {

    private static final int FEWEST = 4;

    private Spacing() {
    }

    /** Joins runs of at least four single letters that have the same one character between them. */
    static String joined(String text) {
        var joined = new StringBuilder(text.length());
        for (var i = 0; i < text.length();) {
            var letters = run(text, i);
            if (letters < FEWEST) {
                joined.append(text.charAt(i++));
            } else {
                for (var letter = 0; letter < letters; letter++) {
                    joined.append(text.charAt(i + 2 * letter));
                }
                i += 2 * letters - 1;
            }
        }
        return joined.toString();
    }

    /** How many single letters stand apart from here on. */
    private static int run(String text, int begin) {
        if (begin > 0 && Character.isLetterOrDigit(text.charAt(begin - 1)) || !single(text, begin)) {
            return 0;
        }
        var letters = 1;
        for (var i = begin + 2; single(text, i) && separates(text, begin, i - 1); i += 2) {
            letters++;
        }
        return letters;
    }

    private static boolean single(String text, int at) {
        return at < text.length() && Character.isLetter(text.charAt(at))
            && (at + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(at + 1)));
    }

    private static boolean separates(String text, int begin, int at) {
        return text.charAt(at) == text.charAt(begin + 1) && " .-_*|/,".indexOf(text.charAt(at)) >= 0;
    }
}
