package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.guard.Content;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Part;
import dev.moderato.guard.Turn;
import dev.moderato.policy.BooksForTests;
import dev.moderato.policy.Direction;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeptContentTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whatIsReadBackIsWhatWasJudged() throws JsonProcessingException {
        var image = new Part.Image("image/png", "iVBORw0KGgo=");
        var exchange = new Exchange(new Content(List.of(new Part.Text("look;base64,\n\"é😀"), image)),
            Direction.OUTPUT, List.of(new Turn(Turn.Role.USER, Content.of("what is it?")),
                new Turn(Turn.Role.ASSISTANT, new Content(List.of(image)))));

        var read = readBack(exchange);

        assertEquals(exchange, read);
        assertEquals(Digest.of(exchange), Digest.of(read));
    }

    @Test
    void anEmptyTextIsATextAndNoConversationIsNone() throws JsonProcessingException {
        var exchange = new Exchange(new Content(List.of(new Part.Text(""), new Part.Text("a"))), Direction.INPUT,
            List.of());

        assertEquals(exchange, readBack(exchange));
    }

    @Test
    void whatIsNeitherTextNorImageIsNotTakenForEither() {
        assertThrows(IllegalStateException.class, () -> KeptContent.read(
            JSON.readTree("{\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a.example\"}}]}"),
            Direction.INPUT));
    }

    /** By way of the text that the ledger holds. */
    private static Exchange readBack(Exchange exchange) throws JsonProcessingException {
        var kept = KeptContent.of(new Submission("t", Optional.of("a"), exchange, BooksForTests.shipped(),
            Optional.empty())).orElseThrow();
        return KeptContent.read(JSON.readTree(kept.toString()), exchange.direction());
    }
}
