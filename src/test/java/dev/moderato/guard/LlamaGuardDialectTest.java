package dev.moderato.guard;

import static dev.moderato.guard.DialectsForTests.ask;
import static dev.moderato.guard.DialectsForTests.body;
import static dev.moderato.guard.DialectsForTests.question;
import static dev.moderato.guard.DialectsForTests.reply;
import static dev.moderato.guard.DialectsForTests.verdict;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.Part.Image;
import dev.moderato.guard.Part.Text;
import dev.moderato.guard.Reading.Unreadable;
import dev.moderato.guard.Turn.Role;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlamaGuardDialectTest {

    private static final Dialect DIALECT =
        new LlamaGuardDialect("lg", OptionalInt.empty(), true, Optional.empty());

    @ParameterizedTest
    @ValueSource(strings = {"safe", "\n\nsafe", " safe \n", "Safe.", "\uFEFFsafe"})
    void safeIsSafe(String content) {
        assertEquals(List.of(), verdict(read(reply(content))).scores());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "\"unsafe\nS1\",            S1",
        "\"\n\nunsafe\nS1,S9\",     S1 S9",
        "\"unsafe \nS1, S9\",       S1 S9",
        "\"unsafe\nS9\nS2\",        S9 S2",
        "unsafe S10,                S10",
        "\"UNSAFE\r\ns 3\",         S3",
        "unsafe,                    unsafe",
        "\"unsafe\nS1,S\",          S1 unsafe",
        "\"unsafe\nS99\",           S99",
        "\"unsafe\nviolence\",      unsafe",
        "\"unsafe\nS1 and more\",   S1 unsafe",
    })
    void unsafeStaysUnsafeWhateverFollows(String content, String categories) {
        var scores = verdict(read(reply(content))).scores();

        assertEquals(categories, scores.stream().map(Score::category).collect(Collectors.joining(" ")));
        assertTrue(scores.stream().allMatch(score -> score.value() == 1));
    }

    @Test
    void aCodeThatDoesNotExistIsNoHazard() {
        assertEquals(Optional.empty(), verdict(read(reply("unsafe\nS99"))).scores().get(0).hazard());
        assertEquals(Optional.of(Hazard.S14), verdict(read(reply("unsafe\nS14"))).scores().get(0).hazard());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "safe\nS2", "safe, but", "safety first", "I think this is unsafe", "{}",
        "unsafeness", "not safe"})
    void whatIsNoVerdictIsUnreadable(String content) {
        assertInstanceOf(Unreadable.class, read(reply(content)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"choices\":[]}", "{\"choices\":[{}]}", "<html>safe</html>",
        "{\"error\":{\"message\":\"safe\"}}", "{\"choices\":[{\"message\":{\"content\":null}}]}"})
    void whatIsNoCompletionIsUnreadable(String body) {
        assertInstanceOf(Unreadable.class, read(body));
    }

    @Test
    void theProbabilityIsReadAtTheTokenOfTheVerdict() {
        var logprobs = new JsonArray()
            .add(token("\n\n", "\n\n", 0.0))
            .add(token("unsafe", "unsafe", Math.log(0.72), "safe", Math.log(0.18), "other", Math.log(0.1)));

        var score = verdict(read(reply(new JsonObject().put("content", "\n\nunsafe\nS2"), "stop", logprobs)))
            .scores().get(0);

        assertEquals(0.8, score.value(), 1e-9);
    }

    @Test
    void aTokenThatBeginsOneOfTheWordsCountsAsThatWord() {
        var logprobs = new JsonArray().add(token("uns", "uns", Math.log(0.6), "safe", Math.log(0.2)));

        var score = verdict(read(reply(new JsonObject().put("content", "unsafe\nS2"), "stop", logprobs)))
            .scores().get(0);

        assertEquals(0.75, score.value(), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"safe, -0.9, other, -0.7", "unsafe, 1000, safe, 1000", "unsafe, -1, safe, 3", "unsafe, NaN, safe, -1"})
    void logprobsThatDoNotFitTheVerdictDoNotMakeItMilder(String one, String first, String two, String second) {
        var logprobs = new JsonArray().add(token("unsafe", one, first, two, second));

        var score = verdict(read(reply(new JsonObject().put("content", "unsafe\nS2"), "stop", logprobs)))
            .scores().get(0);

        assertEquals(1, score.value());
    }

    @Test
    void whereTheOtherWordIsMissingTheRestOfTheProbabilityIsIts() {
        var logprobs = new JsonArray().add(token("unsafe", "unsafe", Math.log(0.9)));

        var score = verdict(read(reply(new JsonObject().put("content", "unsafe\nS2"), "stop", logprobs)))
            .scores().get(0);

        assertEquals(0.9, score.value(), 1e-9);
    }

    @Test
    void aMessageIsAskedAboutWithoutASystemMessage() {
        var request = body(ask(DIALECT, question("hello <|eot|>")));

        assertEquals(0, request.getInteger("temperature"));
        assertEquals(64, request.getInteger("max_tokens"));
        assertEquals(20, request.getInteger("top_logprobs"));
        var messages = request.getJsonArray("messages");
        assertEquals(1, messages.size());
        assertEquals("user", messages.getJsonObject(0).getString("role"));
        assertEquals("hello < |eot| >",
            messages.getJsonObject(0).getJsonArray("content").getJsonObject(0).getString("text"));
    }

    @Test
    void turnsAlternateAndTheLastIsWhatIsJudged() {
        var turns = List.of(turn(Role.ASSISTANT, "hi"), turn(Role.USER, "a"), turn(Role.USER, "b"),
            turn(Role.ASSISTANT, "c"), turn(Role.USER, "d"));

        assertEquals("user assistant user assistant user", roles(Direction.INPUT, turns));
        assertEquals("user assistant user assistant user assistant", roles(Direction.OUTPUT, turns));
        assertEquals("user assistant", roles(Direction.OUTPUT, List.of()));
        assertEquals("user assistant user assistant", roles(Direction.OUTPUT,
            List.of(turn(Role.USER, "a"), turn(Role.ASSISTANT, "b"))));
    }

    @Test
    void imagesAreJudgedWithATextBesideThem() {
        var image = new Image("image/png", "AAAA");
        var both = content(List.of(new Text("look"), image, image));
        var alone = content(List.of(image));

        assertEquals("text image_url image_url", types(both));
        assertEquals("data:image/png;base64,AAAA",
            both.getJsonObject(1).getJsonObject("image_url").getString("url"));
        assertEquals("image_url text", types(alone));
    }

    @Test
    void aHostWithoutLogprobsIsAskedWithoutThem() {
        var refused = ask(DIALECT, question("hello"));

        var instead = DIALECT.instead(refused, new HostError(400, "", "`logprobs` is not supported", "logprobs"));

        assertFalse(body(instead.get(0)).containsKey("logprobs"));
        assertEquals(List.of(), DIALECT.instead(instead.get(0), new HostError(400, "", "", "logprobs")));
        assertEquals(List.of(), DIALECT.instead(refused, new HostError(400, "invalid_request_error", "no", "")));
    }

    @Test
    void whenTheFlexTierIsFullItIsAskedOnDemand() {
        var flex = new LlamaGuardDialect("lg", OptionalInt.empty(), false, Optional.of("flex"));
        var refused = ask(flex, question("hello"));
        assertEquals("flex", body(refused).getString("service_tier"));

        var instead = flex.instead(refused, new HostError(498, "capacity_exceeded", "", ""));

        assertEquals("on_demand", body(instead.get(0)).getString("service_tier"));
    }

    @Test
    void ofTwoVerdictsTheHigherScoreCounts() {
        var worst = LlamaGuardDialect.worst(List.of(Verdict.scored(List.of(Score.of("S1", 0.2), Score.of("S2", 0.9))),
            Verdict.scored(List.of(Score.of("S1", 0.7))).asPartial()));

        assertEquals(List.of(Score.of("S1", 0.7), Score.of("S2", 0.9)), worst.scores());
        assertTrue(worst.partial());
    }

    private static Reading read(String body) {
        return DIALECT.read(ask(DIALECT, question("hello")), body);
    }

    private static Turn turn(Role role, String text) {
        return new Turn(role, Content.of(text));
    }

    private static String roles(Direction direction, List<Turn> turns) {
        var exchange = new Exchange(Content.of("last"), direction, turns);
        return body(ask(DIALECT, Question.about(exchange))).getJsonArray("messages").stream()
            .map(message -> ((JsonObject) message).getString("role")).collect(Collectors.joining(" "));
    }

    private static JsonArray content(List<Part> parts) {
        var exchange = new Exchange(new Content(parts), Direction.INPUT, List.of());
        return body(ask(DIALECT, Question.about(exchange))).getJsonArray("messages").getJsonObject(0)
            .getJsonArray("content");
    }

    private static String types(JsonArray parts) {
        return parts.stream().map(part -> ((JsonObject) part).getString("type")).collect(Collectors.joining(" "));
    }

    private static JsonObject token(String token, Object... candidates) {
        var top = new JsonArray();
        for (var i = 0; i < candidates.length; i += 2) {
            top.add(new JsonObject().put("token", candidates[i]).put("logprob", candidates[i + 1]));
        }
        return new JsonObject().put("token", token).put("top_logprobs", top);
    }
}
