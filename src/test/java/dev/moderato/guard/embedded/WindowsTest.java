package dev.moderato.guard.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.embedded.Windows.Sentence;
import dev.moderato.guard.embedded.Windows.Window;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WindowsTest {

    @Test
    void aShortTextIsOneWindowOfItsSentences() {
        assertEquals(List.of(List.of("The train was late again today.", "Are you still waiting for me there?",
            "I am almost at the bridge now!")),
            sentences("  The train was late again today. Are you still waiting for me there?\nI am almost at the"
                + " bridge now!"));
    }

    @Test
    void aSentenceOfAWordOrTwoIsReadWithTheOneBesideIt() {
        assertEquals(
            List.of(List.of("Well. The train was late again today.", "Are you still waiting for me there? Bye.")),
            sentences("Well. The train was late again today. Are you still waiting for me there? Bye."));
    }

    @Test
    void whiteSpaceAloneIsNoWindow() {
        assertEquals(List.of(), Windows.of(" \n\t ", WindowsTest::everyFourCharacters));
    }

    static List<String> longTexts() {
        return List.of("A sentence of some words that goes on. ".repeat(400), "word ".repeat(3_000),
            "x".repeat(20_000), "私は長い文を書きます".repeat(600), "a\u0301\u0302\u0303".repeat(5_000),
            "\uD83D\uDE00".repeat(3_000), "one,two;three/four".repeat(800), "line\n".repeat(4_000));
    }

    @ParameterizedTest
    @MethodSource("longTexts")
    void nothingOfALongTextIsCutOffAndNoWindowIsTooLong(String text) {
        var windows = Windows.of(text, WindowsTest::everyFourCharacters);

        assertTrue(windows.size() > 1);
        assertTrue(windows.stream().allMatch(window -> tokens(window) <= Windows.TOKENS));
        assertEquals(text.replaceAll("\\s", ""), windows.stream().flatMap(window -> window.sentences().stream())
            .map(sentence -> text.substring(sentence.begin(), sentence.end()).replaceAll("\\s", ""))
            .collect(Collectors.joining()));
    }

    private static List<List<String>> sentences(String text) {
        return Windows.of(text, WindowsTest::everyFourCharacters).stream().map(window -> window.sentences().stream()
            .map(sentence -> text.substring(sentence.begin(), sentence.end())).toList()).toList();
    }

    /** A token for every four characters: the encoder's own vocabulary needs a native library, once a process. */
    private static List<long[]> everyFourCharacters(List<String> texts) {
        return texts.stream().map(text -> new long[(text.length() + 3) / 4]).toList();
    }

    private static int tokens(Window window) {
        return window.sentences().stream().map(Sentence::tokens).mapToInt(tokens -> tokens.length).sum();
    }
}
