package dev.moderato.guard;

import static dev.moderato.guard.DialectsForTests.ask;
import static dev.moderato.guard.DialectsForTests.body;
import static dev.moderato.guard.DialectsForTests.question;
import static dev.moderato.guard.DialectsForTests.reply;
import static dev.moderato.guard.DialectsForTests.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.Reading.Unreadable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptGuardDialectTest {

    private static final Dialect GROQ = new PromptGuardDialect("pg", 16, Optional.empty());
    private static final Dialect TEI = new TeiDialect(16);
    private static final HostError TOO_LONG = new HostError(400, "context_length_exceeded", "", "messages");

    @ParameterizedTest
    @CsvSource({"0.9996, 0.9996", "0.00041217482066713274, 0.00041217482066713274", "1.0, 1", "1, 1", "0, 0", ".5, 0.5",
        "5.3e-04, 0.00053", "1.0000005, 1", "' 0.7\n', 0.7"})
    void aDecimalIsTheProbabilityOfAnAttack(String content, double probability) {
        assertEquals(List.of(new Score("prompt-attack", Optional.empty(), probability)),
            verdict(read(reply(content))).scores());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "NaN", "Infinity", "0x1p-2", "0.5f", "0,5", "safe", "-0.1", "1.1", "2", "0.5 0.6",
        "1e5", "٠.٥", "0.9.9"})
    void whatIsNoProbabilityIsUnreadableAndNeverZero(String content) {
        assertInstanceOf(Unreadable.class, read(reply(content)));
    }

    @Test
    void theTextIsSentAloneInOneUserMessage() {
        var messages = body(ask(GROQ, question("hello there"))).getJsonArray("messages");

        assertEquals(1, messages.size());
        assertEquals("user", messages.getJsonObject(0).getString("role"));
        assertEquals("hello there", messages.getJsonObject(0).getString("content"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n ", "abc"})
    void nothingToJudgeIsNoAttack(String text) {
        assertEquals(List.of(), GROQ.asks(question(text)));
        assertEquals(0, GROQ.nothingToJudge().scores().get(0).value());
    }

    @Test
    void aLongTextIsJudgedInSegmentsAndTheWorstCounts() {
        var question = question("word ".repeat(1_000));

        assertEquals(5, GROQ.asks(question).size());
        assertEquals(0.9, GROQ.worst(question, List.of(attack(0.1), attack(0.9), attack(0.2))).scores().get(0).value());
    }

    @Test
    void ofATextWithTooManySegmentsOnlySomeAreJudgedAndTheVerdictSaysSo() {
        var question = question("word ".repeat(10_000));

        assertEquals(16, GROQ.asks(question).size());
        assertTrue(GROQ.worst(question, List.of(attack(0))).partial());
    }

    @Test
    void aSegmentThatIsTooLongIsSplitUpToThreeTimes() {
        var asks = List.of(ask(GROQ, question("字".repeat(400))));
        for (var level = 1; level <= 3; level++) {
            var split = GROQ.instead(asks.get(0), TOO_LONG);
            assertEquals(2, split.size());
            assertTrue(split.get(0).text().length() < asks.get(0).text().length());
            asks = split;
        }
        assertEquals(List.of(), GROQ.instead(asks.get(0), TOO_LONG));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[{\"score\":0.9991,\"label\":\"LABEL_1\"},{\"score\":0.0009,\"label\":\"LABEL_0\"}] | 0.9991",
        "[{\"score\":0.9982,\"label\":\"LABEL_0\"},{\"score\":0.0018,\"label\":\"LABEL_1\"}] | 0.0018",
        "[{\"score\":0.9982,\"label\":\"BENIGN\"},{\"score\":0.0018,\"label\":\"MALICIOUS\"}] | 0.0018",
        "[[{\"score\":0.7,\"label\":\"malicious\"},{\"score\":0.3,\"label\":\"benign\"}]] | 0.7",
    })
    void teisLabelIsToldByItsNameAndNeverByItsPlace(String body, double probability) {
        assertEquals(probability, verdict(TEI.read(ask(TEI, question("hello")), body)).scores().get(0).value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "[{\"score\":0.9,\"label\":\"POSITIVE\"}]", "[{\"label\":\"LABEL_1\"}]",
        "[{\"score\":\"0.9\",\"label\":\"LABEL_1\"}]", "{\"error\":\"x\",\"error_type\":\"Backend\"}", "0.5"})
    void whatIsNoListOfLabelsIsUnreadable(String body) {
        assertInstanceOf(Unreadable.class, TEI.read(ask(TEI, question("hello")), body));
    }

    @Test
    void teiIsToldNotToCutAnythingOff() {
        var request = body(ask(TEI, question("hello")));

        assertEquals("/predict", ask(TEI, question("hello")).path());
        assertEquals(false, request.getBoolean("truncate"));
        assertEquals("hello", request.getString("inputs"));
        assertEquals(2, TEI.instead(ask(TEI, question("word ".repeat(100))),
            new HostError(422, "Validation", "`inputs` must have less than 512 tokens. Given: 803", "")).size());
    }

    private static Reading read(String body) {
        return GROQ.read(ask(GROQ, question("hello")), body);
    }

    private static Verdict attack(double probability) {
        return Verdict.scored(List.of(new Score("prompt-attack", Optional.empty(), probability)));
    }
}
