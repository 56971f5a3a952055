package dev.moderato.policy;

import static dev.moderato.policy.BooksForTests.policy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyBookTest {

    private static final PolicyBook BOOK = BooksForTests.shipped();

    @Test
    void aPolicyTakesThePlaceOfTheOneOfItsId() {
        var changed = policy("spam", "consult: always");

        var book = BOOK.with(changed);

        assertEquals(BOOK.policies().stream().map(Policy::id).toList(),
            book.policies().stream().map(Policy::id).toList());
        assertEquals(Optional.of(changed), book.policy("spam"));
        assertNotEquals(BOOK.revision(), book.revision());
        assertEquals(BOOK.hazardsRevision(), book.hazardsRevision());
    }

    @Test
    void aNewOneIsAddedInTheOrderOfIds() {
        var ids = BOOK.with(policy("insults", "consult: always")).policies().stream().map(Policy::id).toList();

        assertEquals(BOOK.policies().size() + 1, ids.size());
        assertEquals(ids.stream().sorted().toList(), ids);
    }

    @Test
    void aShadowAsEnforcedCountsAndIsOtherwiseTheSame() {
        var shadow = policy("insults", "consult: always", "mode: shadow");

        assertTrue(shadow.asEnforced().enforced());
        assertEquals(shadow.revision(), shadow.asEnforced().revision());
    }
}
