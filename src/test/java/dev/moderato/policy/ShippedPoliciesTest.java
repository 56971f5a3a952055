package dev.moderato.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.moderato.policy.Policy.Category;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The policies that ship with Moderato; that they are well written is checked with all others. */
class ShippedPoliciesTest {

    @Test
    void theseShip() {
        assertEquals(List.of("code-interpreter-abuse", "dangerous-instructions", "elections", "harassment", "hate",
                "minors-safety", "privacy", "prompt-injection", "s1-s14", "self-harm", "sexual-content", "spam"),
            BooksForTests.shipped().policies().stream().map(Policy::id).toList());
    }

    @Test
    void theStandInCoversAllFourteenHazards() {
        var standIn = BooksForTests.shipped().policy("s1-s14").orElseThrow();

        assertEquals(List.of(Hazard.values()),
            standIn.categories().stream().map(Category::hazard).sorted().toList());
    }
}
