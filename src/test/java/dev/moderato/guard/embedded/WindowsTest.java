package dev.moderato.guard.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.embedded.Windows.Sentence;
import dev.moderato.guard.embedded.Windows.Window;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowsTest {

    private static Encoder encoder;

    @BeforeAll
    static void load() throws Exception {
        encoder = Encoder.load();
    }

    @AfterAll
    static void close() throws Exception {
        encoder.close();
    }

    @Test
    void aShortTextIsOneWindowOfItsSentences() {
        var text = "  Hello there. How are you?\nFine!";

        assertEquals(List.of(List.of("Hello there.", "How are you?", "Fine!")), Windows.of(text, encoder).stream()
            .map(window -> window.sentences().stream().map(s -> text.substring(s.begin(), s.end())).toList()).toList());
    }

    @Test
    void whiteSpaceAloneIsNoWindow() {
        assertEquals(List.of(), Windows.of(" \n\t ", encoder));
    }

    static List<String> longTexts() {
        return List.of("A sentence of some words that goes on. ".repeat(400), "word ".repeat(3_000),
            "x".repeat(20_000), "私は長い文を書きます".repeat(600), "a\u0301\u0302\u0303".repeat(5_000),
            "\uD83D\uDE00".repeat(3_000), "one,two;three/four".repeat(800), "line\n".repeat(4_000));
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void nothingOfALongTextIsCutOffAndNoWindowIsTooLong(String text) {
        var windows = Windows.of(text, encoder);

        assertTrue(windows.size() > 1);
        assertTrue(windows.stream().allMatch(window -> tokens(window) <= Windows.TOKENS));
        assertEquals(text.replaceAll("\\s", ""), windows.stream().flatMap(window -> window.sentences().stream())
            .map(sentence -> text.substring(sentence.begin(), sentence.end()).replaceAll("\\s", ""))
            .collect(Collectors.joining()));
    }

    private static int tokens(Window window) {
        return window.sentences().stream().map(Sentence::tokens).mapToInt(tokens -> tokens.length).sum();
    }
}
