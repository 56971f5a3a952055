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
        "[\\x{1D400}-\\x{1D7FF}\\x{FF21}-\\x{FF3A}\\x{FF41}-\\x{FF5A}\\x{249C}-\\x{24E9}\\x{1F110}-\\x{1F149}]");
    /**
     * What keyboards and word processors leave in any text: a byte order mark, marks of direction except inside a word,
     * the style of an emoji, and the spaces of no width between words of scripts that write none.
     */
    private static final Pattern HARMLESS = harmless("\\u200E\\u200F\\u061C\\u202A-\\u202C\\u2066-\\u2069",
        "\\x{1F000}-\\x{1FAFF}\\u2190-\\u2BFF\\u3030\\u303D\\u3297\\u3299\\xA9\\xAE\\u2122\\u2139\\u203C\\u2049#*0-9",
        "\\p{IsThai}\\p{IsLao}\\p{IsKhmer}\\p{IsMyanmar}");

    private NormalForm() {
    }

    static String of(String text) {
        return ascii(text) ? Spacing.joined(text) : ofVisible(Visible.of(text));
    }

    /**
     * Whether the normal form differs by more than typography, so that a second look is worth its price: ellipses,
     * ligatures, no-break spaces and accents in another encoding alone are not.
     */
    static boolean differs(String text) {
        if (ascii(text)) {
            return !Spacing.joined(text).equals(text);
        }
        var plain = plain(text);
        var visible = Visible.of(text);
        return !plain.equals(plain(visible)) || DISGUISED.matcher(plain).find()
            || !plain(ofVisible(visible)).equals(Normalizer.normalize(plain, Form.NFKC));
    }

    /** @param visible without heaps of accents, which would take NFKC quadratic time */
    private static String ofVisible(String visible) {
        return LookAlikes.folded(Spacing.joined(Visible.of(Normalizer.normalize(visible, Form.NFKC))));
    }

    private static String plain(String text) {
        return HARMLESS.matcher(text).replaceAll("");
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(unit -> unit < 128);
    }

    private static Pattern harmless(String directions, String emoji, String unspaced) {
        return Pattern.compile("^\\uFEFF|(?<![\\p{L}" + directions + "])[" + directions + "]++"
            + "|(?<![" + directions + "])[" + directions + "]++(?!\\p{L})"
            + "|(?<=[" + emoji + "])[\\uFE0E\\uFE0F]|(?<=[" + unspaced + "])\\u200B");
    }
}
