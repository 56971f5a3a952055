package dev.moderato.guard;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Text without what nobody sees, and with what somebody hid. */
final class Visible {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int EMOJI_STYLE = 0xFE0F;
    private static final int BLACK_FLAG = 0x1F3F4;
    /** England, Scotland and Wales; anything else behind a black flag is no flag and shows what it says. */
    private static final List<String> FLAGS = Stream.of("gbeng", "gbsct", "gbwls").map(Visible::tags).toList();
    private static final int FLAG_LENGTH = 12;
    private static final Set<Integer> BLOOD_TYPES = Set.of(0x1F170, 0x1F171, 0x1F17E, 0x1F17F);
    /** Hebrew stacks three in ordinary text, Vietnamese two. */
    private static final int MOST_MARKS = 3;

    private final String text;
    private final StringBuilder visible;
    private int before;
    private int marks;
    private int beforeMarks;
    private boolean flag;
    private int flagEnd;

    private Visible(String text) {
        this.text = text;
        this.visible = new StringBuilder(text.length());
    }

    /**
     * Drops format characters, variation selectors and heaps of combining marks, except what joins emoji or the letters
     * of a script that needs it; tag characters, which only models see, become the ASCII that they stand for.
     */
    static String of(String text) {
        var visible = new Visible(text);
        for (var i = 0; i < text.length();) {
            var point = text.codePointAt(i);
            var end = i + Character.charCount(point);
            visible.flag = i < visible.flagEnd;
            if (point == BLACK_FLAG && FLAGS.stream().anyMatch(flag -> text.startsWith(flag, end))) {
                visible.flagEnd = end + FLAG_LENGTH;
            }
            visible.take(point, end < text.length() ? text.codePointAt(end) : 0);
            i = end;
        }
        return visible.visible.toString();
    }

    private void take(int point, int next) {
        if (mark(point) && !ignorable(point)) {
            mark(point, marks++);
            return;
        }
        var shown = flag || joins(point, next) || !ignorable(point) ? bare(point)
            : point >= 0xE0020 && point <= 0xE007E ? point - 0xE0000 : 0;
        if (shown != 0) {
            visible.appendCodePoint(shown);
            marks = 0;
        }
        before = point;
    }

    private void mark(int point, int already) {
        if (point >= 0xFE00 && point <= EMOJI_STYLE || point >= 0xE0100 && point <= 0xE01EF) {
            marks = already;
            if (point == EMOJI_STYLE && (emoji(before) || keycap(before))) {
                visible.appendCodePoint(point);
            }
            return;
        }
        if (already == 0) {
            beforeMarks = visible.length();
        }
        if (already < MOST_MARKS) {
            visible.appendCodePoint(point);
        } else if (visible.length() > beforeMarks) {
            visible.setLength(beforeMarks);
        }
    }

    private boolean joins(int point, int next) {
        return point == ZERO_WIDTH_JOINER && emoji(before) && emoji(next)
            || (point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER || mongolian(point))
                && joinedScript(before);
    }

    /** Scripts whose spelling needs joiners: Arabic, those of India, and others, but none that are used as disguise. */
    private static boolean joinedScript(int point) {
        return Character.isLetter(point) || mark(point) ? switch (UnicodeScript.of(point)) {
            case LATIN, CYRILLIC, GREEK, ARMENIAN, HAN, HIRAGANA, KATAKANA, HANGUL, COMMON, INHERITED -> false;
            default -> true;
        } : false;
    }

    /** What no font shows (Unicode's Default_Ignorable_Code_Point, variation selectors apart). */
    private static boolean ignorable(int point) {
        return Character.getType(point) == Character.FORMAT && !(point >= 0x0600 && point <= 0x0605)
            && point != 0x06DD && point != 0x070F && point != 0x08E2
            || point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0 || point == 0x034F
            || point == 0x17B4 || point == 0x17B5 || mongolian(point) || point == 0x2065
            || point >= 0xFFF0 && point <= 0xFFF8 || point >= 0xE0000 && point <= 0xE00FF
            || point >= 0xE01F0 && point <= 0xE0FFF;
    }

    /** Selectors of letter forms and the vowel separator, which Mongolian spelling needs. */
    private static boolean mongolian(int point) {
        return point >= 0x180B && point <= 0x180F;
    }

    /** White letters on dark ground, which NFKC leaves as they are; A, B, O and P are emoji too. */
    private static int bare(int point) {
        var letter = (point - 0x1F150) % 0x20;
        return point >= 0x1F150 && point <= 0x1F189 && letter < 26 && !BLOOD_TYPES.contains(point) ? 'A' + letter
            : point;
    }

    private static boolean mark(int point) {
        return point == 0x302E || point == 0x302F || point >= 0x1D165 && point <= 0x1D172
            || Character.getType(point) == Character.NON_SPACING_MARK
            || Character.getType(point) == Character.ENCLOSING_MARK;
    }

    /** Wide enough for what is joined in practice: pictographs, dingbats, arrows. */
    private static boolean emoji(int point) {
        return point >= 0x1F000 && point <= 0x1FAFF || point >= 0x2190 && point <= 0x2BFF || point == 0x3030
            || point == 0x303D || point == 0x00A9 || point == 0x00AE || point == 0x2122 || point == 0x2139
            || point == 0x203C || point == 0x2049 || point == 0x24C2 || point == 0x3297 || point == 0x3299;
    }

    private static String tags(String region) {
        var tags = new StringBuilder();
        region.chars().forEach(letter -> tags.appendCodePoint(0xE0000 + letter));
        return tags.appendCodePoint(0xE007F).toString();
    }

    private static boolean keycap(int point) {
        return point >= '0' && point <= '9' || point == '#' || point == '*';
    }
}
