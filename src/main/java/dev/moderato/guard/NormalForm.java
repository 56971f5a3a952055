package dev.moderato.guard;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.regex.Pattern;

/**
 * The form in which obfuscated text is judged as well, since guard models are blind to much of it (arXiv 2504.11168):
 * compatibility characters folded, invisible ones dropped, hidden ones shown, look-alikes replaced, spaced-out words
 * joined. Text without such things is its own normal form, whatever its language. Takes linear time.
 */
final class NormalForm {

    /** Latin letters dressed up as symbols: mathematical, full-width, enclosed. */
    private static final Pattern DISGUISED = Pattern.compile(
        "[\\x{1D400}-\\x{1D7FF}\\x{FF21}-\\x{FF3A}\\x{FF41}-\\x{FF5A}\\x{249C}-\\x{24E9}\\x{1F110}-\\x{1F189}]");
    /** What word processors and scripts that are written from right to left leave in any text. */
    private static final Pattern HARMLESS = Pattern.compile("^\\uFEFF|[\\u200E\\u200F\\u061C]");

    private NormalForm() {
    }

    static String of(String text) {
        return Spacing.joined(ascii(text) ? text
            : LookAlikes.folded(Visible.of(Normalizer.normalize(Visible.of(text), Form.NFKC))));
    }

    /**
     * Whether the normal form differs by more than typography, so that a second look is worth its price: ellipses,
     * ligatures, no-break spaces and accents in another encoding alone are not.
     */
    static boolean differs(String text) {
        if (ascii(text)) {
            return !Spacing.joined(text).equals(text);
        }
        return DISGUISED.matcher(text).find()
            || !of(text).equals(Normalizer.normalize(HARMLESS.matcher(text).replaceAll(""), Form.NFKC));
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(unit -> unit < 128);
    }
}
