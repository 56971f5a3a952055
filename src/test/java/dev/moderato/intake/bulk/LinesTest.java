package dev.moderato.intake.bulk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

    private final Lines lines = new Lines(10);

    @Test
    void linesAreCountedWithTheBlankOnesLeftOut() {
        lines.add(Buffer.buffer("a\n\n \r\nb\r\nc"));
        lines.end();

        assertEquals(List.of("1 a", "4 b\r", "5 c"), rest());
    }

    @Test
    void aLineMayComeInPieces() {
        for (var piece : "ab\ncd\n".split("")) {
            lines.add(Buffer.buffer(piece));
        }
        lines.end();

        assertEquals(List.of("1 ab", "2 cd"), rest());
    }

    @Test
    void whatIsTooLongIsPassedOverToItsEnd() {
        lines.add(Buffer.buffer("0123456789"));
        lines.add(Buffer.buffer("x"));
        lines.add(Buffer.buffer("more\nb\n"));

        assertNull(lines.next().json());
        assertEquals(List.of("2 b"), rest());
    }

    @Test
    void aLineOfJustTheLengthIsTaken() {
        lines.add(Buffer.buffer("0123456789\n"));

        assertEquals(List.of("1 0123456789"), rest());
    }

    private List<String> rest() {
        var rest = new ArrayList<String>();
        for (var line = lines.next(); line != null; line = lines.next()) {
            rest.add(line.number() + " " + new String(line.json(), StandardCharsets.UTF_8));
        }
        return rest;
    }
}
