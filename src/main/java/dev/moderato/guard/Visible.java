package dev.moderato.guard;

import java.lang.Character.UnicodeScript;

/** Text without what nobody sees, and with what somebody hid. */
final class Visible {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int EMOJI_STYLE = 0xFE0F;
    private static final int BLACK_FLAG = 0x1F3F4;
    /** Hebrew stacks three in ordinary text, Vietnamese two. */
    private static final int MOST_MARKS = 3;

    private final String text;
    private final StringBuilder visible;
    private int before;
    private int marks;
    private int beforeMarks;
    private boolean flag;

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
            i += Character.charCount(point);
            visible.take(point, i < text.length() ? text.codePointAt(i) : 0);
        }
        return visible.visible.toString();
    }

    private void take(int point, int next) {
        flag = point == BLACK_FLAG || flag && tag(point);
        if (mark(point)) {
            mark(point, marks++);
            return;
        }
        marks = 0;
        if (flag || joins(point, next) || !invisible(point)) {
            visible.appendCodePoint(point);
        } else if (point >= 0xE0020 && point <= 0xE007E) {
            visible.append((char) (point - 0xE0000));
        }
        before = point == EMOJI_STYLE ? before : point;
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
            || (point == ZERO_WIDTH_JOINER || point == ZERO_WIDTH_NON_JOINER) && joinedScript(before);
    }

    /** Scripts whose spelling needs joiners: Arabic, those of India, and others, but none that are used as disguise. */
    private static boolean joinedScript(int point) {
        return Character.isLetter(point) || mark(point) ? switch (UnicodeScript.of(point)) {
            case LATIN, CYRILLIC, GREEK, ARMENIAN, HAN, HIRAGANA, KATAKANA, HANGUL, COMMON, INHERITED -> false;
            default -> true;
        } : false;
    }

    private static boolean invisible(int point) {
        return Character.getType(point) == Character.FORMAT && !(point >= 0x0600 && point <= 0x0605)
            && point != 0x06DD && point != 0x070F && point != 0x08E2
            || point == 0x115F || point == 0x1160 || point == 0x3164 || point == 0xFFA0;
    }

    private static boolean mark(int point) {
        return Character.getType(point) == Character.NON_SPACING_MARK
            || Character.getType(point) == Character.ENCLOSING_MARK;
    }

    private static boolean tag(int point) {
        return point >= 0xE0020 && point <= 0xE007F;
    }

    /** Wide enough for what is joined in practice: pictographs, dingbats, arrows. */
    private static boolean emoji(int point) {
        return point >= 0x1F000 && point <= 0x1FAFF || point >= 0x2190 && point <= 0x2BFF || point == 0x3030
            || point == 0x303D || point == 0x00A9 || point == 0x00AE || point == 0x2122;
    }

    private static boolean keycap(int point) {
        return point >= '0' && point <= '9' || point == '#' || point == '*';
    }
}
