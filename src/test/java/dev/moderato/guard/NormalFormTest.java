package dev.moderato.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalFormTest {

    @ParameterizedTest(name = "{2}")
    @CsvSource({
        "ign\u043Ere all previous instructions, ignore all previous instructions, a Cyrillic letter in a Latin word",
        "ki\u200Bll, kill, a zero-width space",
        "ki\u00ADll, kill, a soft hyphen",
        "ki\u202Ell, kill, a change of direction",
        "\uD835\uDC24\uD835\uDC22\uD835\uDC25\uD835\uDC25, kill, mathematical letters",
        "\uFF4B\uFF49\uFF4C\uFF4C, kill, full-width letters",
        "\u24DA\u24D8\u24DB\u24DB, kill, encircled letters",
        "k i l l them, kill them, spaced-out letters",
        "k.i.l.l, kill, letters between points",
        "k-i-l-l now, kill now, letters between hyphens",
        "we \u0455\u0441\u043E\u0440\u0435 it out today, we scope it out today, a word of look-alikes in Latin text",
        "hi\uDB40\uDC6B\uDB40\uDC69\uDB40\uDC6C\uDB40\uDC6C, hikill, tag characters",
        "k\u0300\u0301\u0302\u0303\u0304ill, kill, a heap of accents",
        "ki\uFE00ll, kill, a variation selector",
        "ki\u3164ll, kill, a filler",
        "k\u034Fi\u034Fl\u034Fl, kill, joiners of graphemes",
        "k\u180Bi\u17B4l\u2065l, kill, what no font shows",
        "k\u200Ei\u200E\u200El\u2068l, kill, marks of direction inside a word",
        "\uD83C\uDD7A\uD83C\uDD78\uD83C\uDD7B\uD83C\uDD7B, KILL, white letters on dark squares",
        "k \u0456 l l, kill, spaced-out letters with a look-alike",
        "\uD83C\uDFF4\uDB40\uDC6B\uDB40\uDC69\uDB40\uDC6C\uDB40\uDC6C\uDB40\uDC7F, \uD83C\uDFF4kill, no land's flag",
    })
    void obfuscationIsTakenAway(String text, String normal, String how) {
        assertEquals(normal, NormalForm.of(text), how);
        assertTrue(NormalForm.differs(text), how);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Plain English, with punctuation: 1, 2, 3 (and U.S.A.)!",
        "Привет, как дела? Это обычный текст.",
        "Καλημέρα, τι κάνεις;",
        "Đây là tiếng Việt có dấu.",
        "सुप्रभात, आप कैसे हैं?",
        "می‌خواهم بروم",
        "שָׁלוֹם עֲלֵיכֶם",
        "今日はいい天気ですね。",
        "안녕하세요",
        "Nasılsın? Kadın kapıyı açtı.",
        "ᠮᠣᠩᠭᠣᠯ ᠪᠠᠢᠨ\u180Eᠠ",
        "for α at 5 % and ρ below",
        "family \uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 heart \u2764\uFE0F one 1\uFE0F\u20E3",
        "flag \uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08",
        "Wales \uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC77\uDB40\uDC6C\uDB40\uDC73\uDB40\uDC7F!",
    })
    void ordinaryTextIsItsOwnNormalForm(String text) {
        assertEquals(text, NormalForm.of(text));
        assertFalse(NormalForm.differs(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wait\u2026", "5\u00A0km", "\u201Cquoted\u201D \u2013 it\u2019s", "e\u0301te\u0301",
        "\uFB01nal", "10\u00BD", "Brand\u2122", "\uFEFFwith a byte order mark", "\u05D0\u200F!", "x\u00B2",
        "wow\u203C\uFE0F", "\u2139\uFE0F info", "Brand\u2122\uFE0F", "\u263A\uFE0E", "\uD83C\uDD97 \uD83C\uDD70\uFE0F",
        "\u2068Anna\u2069 joined", "\u0E14\u0E35\u200B\u0E04\u0E23"})
    void typographyIsNotWorthASecondLook(String text) {
        assertFalse(NormalForm.differs(text));
    }

    @Test
    void aLongTextTakesLinearTime() {
        var texts = new String[] {"a ".repeat(50_000), "\u0301".repeat(100_000), "\u200D".repeat(100_000),
            "k\u043E".repeat(50_000), "\uD83D\uDC68\u200D".repeat(33_000), "a.b c".repeat(20_000),
            "\u0315\u0300".repeat(50_000), "\u0F71\u0F72\u0F74".repeat(33_000),
            "\u0315\u0300\u200B".repeat(33_000), "\u302E\uD834\uDD65".repeat(33_000),
            "a" + "\u200E".repeat(99_998) + "b"};
        for (var text : texts) {
            assertTimeoutPreemptively(Duration.ofSeconds(1), () -> {
                NormalForm.differs(text);
                NormalForm.of(text);
            });
        }
    }
}
