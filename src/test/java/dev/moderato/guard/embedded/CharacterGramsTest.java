package dev.moderato.guard.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CharacterGramsTest {

    @Test
    void caseWidthAndSpacingDoNotMatter() {
        assertArrayEquals(CharacterGrams.of("hello big world").buckets(),
            CharacterGrams.of("  HELLO\tｂｉｇ \n World ").buckets());
    }

    @Test
    void wordsMatterAndTheirOrderDoesNot() {
        assertArrayEquals(CharacterGrams.of("one two").buckets(), CharacterGrams.of("two one").buckets());
        assertNotEquals(Arrays.toString(CharacterGrams.of("one two").buckets()),
            Arrays.toString(CharacterGrams.of("onet wo").buckets()));
    }

    @Test
    void aTextsLengthIsOne() {
        var squares = 0d;
        for (var value : CharacterGrams.of("Ein Satz mit ein paar Wörtern, ein paar davon doppelt.").values()) {
            squares += value * value;
        }
        assertEquals(1, squares, 1e-5);
    }

    @Test
    void noTextIsNothing() {
        assertEquals(0, CharacterGrams.of("").buckets().length);
    }
}
