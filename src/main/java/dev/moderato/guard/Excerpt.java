package dev.moderato.guard;

/** What a model wrote, as far as it is kept: the ledger holds no NUL and no half of a surrogate pair. */
final class Excerpt {

    private Excerpt() {
    }

    /** The beginning of the text, at most so many characters. */
    static String of(String text, int most) {
        var kept = new StringBuilder(Math.min(text.length(), most));
        for (var i = 0; i < text.length();) {
            var point = text.codePointAt(i);
            i += Character.charCount(point);
            if (kept.length() + Character.charCount(point) > most) {
                break;
            }
            if (point != 0 && Character.getType(point) != Character.SURROGATE) {
                kept.appendCodePoint(point);
            }
        }
        return kept.toString();
    }
}
