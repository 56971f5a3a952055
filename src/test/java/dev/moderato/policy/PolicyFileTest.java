package dev.moderato.policy;

import static dev.moderato.policy.BooksForTests.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.policy.Policy.Consult;
import dev.moderato.policy.Policy.Effort;
import dev.moderato.policy.Policy.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

    private static final String GOOD = text("consult: always");

    @Test
    void aPolicyIsReadWithItsDefaults() {
        var policy = BooksForTests.policy("insults", "consult: always");

        assertEquals("insults", policy.id());
        assertEquals(Consult.ALWAYS, policy.consult());
        assertEquals(Mode.ENFORCE, policy.mode());
        assertEquals(Effort.LOW, policy.effort());
        assertEquals(Set.of(Direction.INPUT, Direction.OUTPUT), policy.directions());
        assertEquals(Outcome.REVIEW, policy.onUnavailable());
        assertEquals(List.of("A", "B"), policy.categories().stream().map(Policy.Category::id).toList());
        assertEquals(Optional.of("B"), policy.categoryOfRule("B.a").map(Policy.Category::id));
        assertEquals(2, policy.examples().size());
        assertEquals(Optional.empty(), policy.gate());
    }

    @Test
    void aGateMayAskForOneOfTheTwo() {
        var policy = BooksForTests.policy("insults", "consult: always", "gate: {recall: 1}");

        assertEquals(Optional.of(new Gate(Optional.empty(), Optional.of(1.0))), policy.gate());
    }

    @Test
    void theModelIsSentEverythingBelowTheFrontMatter() {
        var text = BooksForTests.policy("insults", "consult: always").text();

        assertTrue(text.startsWith("## Instructions\n"));
        assertTrue(text.endsWith("\"rationale\":\"r\"}\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gate: {recall: 0} | gate: recall must be in (0, 1], was 0.0",
        "gate: {precision: NaN} | gate: precision must be in (0, 1], was NaN",
        "gate: {precision: high} | precision must be a number, was high",
        "gate: {recall: 1, f1: 1} | unknown key 'f1'; known here: precision, recall",
        "gate: {} | gate must have precision, recall or both",
        "gate: 0.9 | gate must be keys with values",
    })
    void aGateThatCannotBeReachedIsRefused(String gate, String why) {
        var broken = assertThrows(BrokenPolicyException.class,
            () -> BooksForTests.policy("insults", "consult: always", gate));

        assertEquals("insults.md:4: " + why, broken.getMessage());
    }

    @ParameterizedTest(name = "{0} instead of {1} is named at line {2}: {3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "consult: often | consult: always | 3 | consult must be one of always, flagged, stand-in, was often",
        "konsult: always | consult: always | 2 | 'consult' is missing",
        "consult: stand-in | consult: always | 3 | needs 'stands-in-for'",
        "hazard: S15, | hazard: S1, | 5 | hazard must be S1 to S14, was S15",
        "outcome: forbid | outcome: review | 6 | outcome must be one of allow, review, block, was forbid",
        "rules: [A.a] | rules: [B.a] | 6 | rule A.a stands in more than one place",
        "B: [review] | B: {name: Second, hazard: S2, outcome: review, rules: [B.a]} | 6 | B must be keys",
        "## Criterion | ## Criteria | 16 | section '## Criteria' is missing",
        "{content\":\"one\"} | {\"content\":\"one\"} | 15 | not JSON",
        "\"category\":\"C\" | \"category\":\"A\" | 15 | category C is not in the front matter",
        "\"category\":\"A\" | \"category\":null | 16 | if and only if",
    })
    void aBrokenFileIsNamedWithItsLine(String instead, String of, int line, String why) {
        var broken = GOOD.replace(of, instead);

        var failure = assertThrows(BrokenPolicyException.class, () -> read(broken));

        assertTrue(failure.getMessage().startsWith("insults.md:" + line + ": "), failure.getMessage());
        assertTrue(failure.getMessage().contains(why), failure.getMessage());
    }

    @Test
    void anUnknownKeyIsNamedWithItsLine() {
        var failure = assertThrows(BrokenPolicyException.class,
            () -> read(text("consult: always", "treshold: 7")));

        assertTrue(failure.getMessage().startsWith("insults.md:4: unknown key 'treshold'"), failure.getMessage());
    }

    @Test
    void withoutFrontMatterItIsNoPolicy() {
        assertThrows(BrokenPolicyException.class, () -> read("## Instructions\n"));
        assertThrows(BrokenPolicyException.class, () -> read("---\ntitle: x\n"));
        assertThrows(BrokenPolicyException.class, () -> read(""));
    }

    private static Policy read(String text) {
        return PolicyFile.read(Path.of("insults.md"), text, "sha256:0", Outcome.REVIEW);
    }
}
