package dev.moderato.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.moderato.policy.Policy.Category;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every policy that ships with Moderato keeps to, so that the model reads it well. */
class ShippedPoliciesTest {

    private static final Encoding O200K = Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    static List<Policy> policies() {
        return BooksForTests.shipped().policies();
    }

    @Test
    void theseShip() {
        assertEquals(List.of("harassment", "prompt-injection", "s1-s14", "spam"),
            policies().stream().map(Policy::id).toList());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itHas400To600Tokens(Policy policy) {
        var tokens = O200K.countTokens(policy.text());

        assertTrue(tokens >= 400 && tokens <= 600, policy.id() + " has " + tokens);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itAsksForTheAnswerFirstAndLast(Policy policy) {
        var paragraphs = policy.text().split("\n## ");

        assertTrue(paragraphs[1].contains("ONE JSON object"), policy.id());
        assertTrue(policy.text().strip().lines().reduce((a, b) -> b).orElse("").contains("ONE JSON object"));
        assertTrue(!policy.text().contains("```"), "a fence makes the model answer in one");
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itsTextNamesEachOfItsRules(Policy policy) {
        policy.categories().stream().flatMap(category -> category.rules().stream()).forEach(rule ->
            assertTrue(policy.text().contains("\n- " + rule + " "), policy.id() + " doesn't say what " + rule + " is"));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itStatesThePrecedenceThatItsFrontMatterHas(Policy policy) {
        var order = String.join(", ", policy.categories().stream().map(Category::id).toList());

        assertTrue(policy.text().contains("Precedence for \"category\": " + order + "."), policy.id() + ": " + order);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itShowsFourToSixExamplesOnBothSides(Policy policy) {
        var violating = policy.examples().stream().filter(example -> example.category().isPresent()).count();

        assertTrue(policy.examples().size() >= 4 && policy.examples().size() <= 6, policy.id());
        assertTrue(violating >= 2 && policy.examples().size() - violating >= 2, policy.id());
    }

    @ParameterizedTest
    @MethodSource("policies")
    void itIsNotVague(Policy policy) {
        Stream.of("generally", "usually", "typically", "often", "normally").forEach(word ->
            assertTrue(!policy.text().toLowerCase().matches("(?s).*\\b" + word + "\\b.*"), policy.id() + ": " + word));
    }

    @Test
    void theStandInCoversAllFourteenHazards() {
        var standIn = BooksForTests.shipped().policy("s1-s14").orElseThrow();

        assertEquals(List.of(Hazard.values()),
            standIn.categories().stream().map(Category::hazard).sorted().toList());
    }
}
