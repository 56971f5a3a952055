package dev.moderato.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {

    @Test
    void aShortTextIsOneSegment() {
        assertEquals(new Segments(List.of("hello"), false), Segments.of("hello", 16));
    }

    @ParameterizedTest
    @ValueSource(strings = {"word ", "wordwithoutspace", "слово ", "字", "\uD83D\uDE00", "a\n"})
    void nothingOfALongTextIsLeftOutAndNoCodePointIsCut(String piece) {
        var text = piece.repeat(12_000 / piece.length());

        var segments = Segments.of(text, 1_000);

        assertFalse(segments.partial());
        var at = 0;
        for (var segment : segments.texts()) {
            assertTrue(segment.length() <= 1_200);
            assertFalse(Character.isLowSurrogate(segment.charAt(0)));
            assertFalse(Character.isHighSurrogate(segment.charAt(segment.length() - 1)));
            var next = text.indexOf(segment, Math.max(0, at - segment.length()));
            assertTrue(next <= at, "a gap before " + next);
            at = Math.max(at, next + segment.length());
        }
        assertTrue(text.endsWith(segments.texts().get(segments.texts().size() - 1)));
    }

    @Test
    void ofTooManyTheFirstTheLastAndSomeBetweenAreJudged() {
        var text = "first " + "x ".repeat(50_000) + "last";

        var segments = Segments.of(text, 16);

        assertTrue(segments.partial());
        assertEquals(16, segments.texts().size());
        assertTrue(segments.texts().get(0).startsWith("first"));
        assertTrue(segments.texts().get(15).endsWith("last"));
    }

    @Test
    void whiteSpaceAloneIsNoSegment() {
        var segments = Segments.of("first" + " ".repeat(50_000) + "last", 16);

        assertEquals(2, segments.texts().size());
        assertFalse(segments.partial());
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 48, 49, 50, 52, 60, 62})
    void halvesAreTwoWhereverTheWhiteSpaceIs(int at) {
        assertEquals(2, Segments.halves("x".repeat(at) + " " + "y".repeat(99 - at)).size());
    }

    @Test
    void halvesOverlapAndHoldTheWhole() {
        var halves = Segments.halves("0123456789".repeat(10));

        assertEquals(2, halves.size());
        assertTrue(halves.get(0).length() + halves.get(1).length() > 100);
        assertTrue(halves.get(0).startsWith("0123") && halves.get(1).endsWith("6789"));
    }
}
