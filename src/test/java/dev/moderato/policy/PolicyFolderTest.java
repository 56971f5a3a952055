package dev.moderato.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFolderTest {

    @TempDir
    private Path folder;
    private Path hazards;

    @BeforeEach
    void aProfile() throws IOException {
        hazards = Files.createDirectory(folder.resolve("strict")).resolve("hazards.yaml");
        Files.copy(Path.of("policies/default/hazards.yaml"), hazards);
        Files.writeString(hazards.resolveSibling("insults.md"), BooksForTests.text("consult: always"));
        Files.writeString(hazards.resolveSibling("README.md"), "not a policy");
    }

    @Test
    void aFolderWithAHazardTableIsAProfile() {
        var book = PolicyFolder.read(folder).get("strict");

        assertEquals("strict", book.profile());
        assertEquals(14, book.hazards().size());
        assertEquals("insults", book.policies().get(0).id());
        assertTrue(book.revision().matches("sha256:[0-9a-f]{64}"));
    }

    @Test
    void aChangedByteIsAnotherRevision() throws IOException {
        var before = PolicyFolder.read(folder).get("strict");

        Files.writeString(hazards.resolveSibling("insults.md"), BooksForTests.text("consult: flagged"));

        var after = PolicyFolder.read(folder).get("strict");
        assertNotEquals(before.revision(), after.revision());
        assertNotEquals(before.policies().get(0).revision(), after.policies().get(0).revision());
        assertEquals(before.hazardsRevision(), after.hazardsRevision());
    }

    @ParameterizedTest(name = "{0} instead of {1}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "S9: {review: 7.0, block: 0.50} | S9:  {review: 0.20, block: 0.50} | review must be in (0, 1], was 7.0",
        "S9: {review: 0.9, block: 0.50} | S9:  {review: 0.20, block: 0.50} | block must be in [review, 1], was 0.5",
        "S9: {review: high, block: 0.50} | S9:  {review: 0.20, block: 0.50} | review must be a number, was high",
        "S9: {review: 0.2} | S9:  {review: 0.20, block: 0.50} | 'block' is missing",
        "S19: {review: 0.2, block: 0.5} | S9:  {review: 0.20, block: 0.50} | 'S9' is missing",
        "agree: 0 | agree: 2 | agree must be at least 1, was 0",
        "keep: everything | keep: full | keep must be one of full, digest, none",
        "keep: content | keep: full | keep must be one of full, digest, none, was content",
        "on-unavailable: panic | on-unavailable: review | must be one of allow, review, block",
        "colour: red | keep: full | unknown key 'colour'",
    })
    void aBrokenHazardTableIsNamedWithItsLine(String instead, String of, String why) throws IOException {
        var good = Files.readString(hazards);
        var line = 1 + good.substring(0, good.indexOf(of)).chars().filter(c -> c == '\n').count();
        Files.writeString(hazards, good.replaceFirst(Pattern.quote(of), instead));

        var failure = assertThrows(BrokenPolicyException.class, () -> PolicyFolder.read(folder));

        assertTrue(failure.getMessage().contains("hazards.yaml:"), failure.getMessage());
        assertTrue(failure.getMessage().contains(why), failure.getMessage());
        if (!why.contains("'S9' is missing")) {
            assertTrue(failure.getMessage().contains("hazards.yaml:" + line + ": "), failure.getMessage());
        }
    }

    @Test
    void aPolicyThatIsNotUtf8IsNamed() throws IOException {
        Files.write(hazards.resolveSibling("insults.md"), new byte[] {(byte) 0xFF, (byte) 0xFE});

        var failure = assertThrows(BrokenPolicyException.class, () -> PolicyFolder.read(folder));

        assertTrue(failure.getMessage().contains("insults.md:1: is not UTF-8"));
    }

    @Test
    void aFileWithANulIsNamed() throws IOException {
        Files.writeString(hazards.resolveSibling("insults.md"), BooksForTests.text("consult: always") + "\0");

        var failure = assertThrows(BrokenPolicyException.class, () -> PolicyFolder.read(folder));

        assertTrue(failure.getMessage().contains("insults.md:1: holds a NUL"), failure.getMessage());
    }

    @Test
    void aNextRevisionRunsInShadowBesideTheOneInForce() throws IOException {
        Files.writeString(hazards.resolveSibling("insults.next.md"), BooksForTests.text("consult: flagged"));

        var book = PolicyFolder.read(folder).get("strict");

        assertEquals(List.of("insults", "insults"), book.policies().stream().map(Policy::id).toList());
        assertEquals(List.of(true, false), book.policies().stream().map(Policy::enforced).toList());
        assertEquals(Policy.Consult.ALWAYS, book.policy("insults").orElseThrow().consult());
        assertEquals(List.of("hazards", "insults", "insults.next"),
            book.sources().stream().map(PolicyBook.Source::id).toList());
    }

    @Test
    void aNextRevisionOfNothingIsNamed() throws IOException {
        Files.writeString(hazards.resolveSibling("other.next.md"), BooksForTests.text("consult: always"));

        var failure = assertThrows(BrokenPolicyException.class, () -> PolicyFolder.read(folder));

        assertTrue(failure.getMessage().contains("other.next.md:1: there is no other.md"), failure.getMessage());
    }

    @Test
    void aProfileMayExtendAnotherAndOverrideSingleHazardsAndPolicies() throws IOException {
        Files.writeString(hazards.resolveSibling("spam.md"), BooksForTests.text("consult: always"));
        extending("kids", """
            extends: strict
            on-unavailable: block
            guards:
              prompt-guard: {hazard: S14, review: 0.1, block: 0.2}
            hazards:
              S12: {review: 0.05, block: 0.1}
            """);
        Files.writeString(folder.resolve("kids/spam.md"), BooksForTests.text("consult: flagged"));

        var books = PolicyFolder.read(folder);
        var kids = books.get("kids");

        assertEquals(new Thresholds(0.05, 0.1, 1), kids.hazards().get(Hazard.S12));
        assertEquals(books.get("strict").hazards().get(Hazard.S1), kids.hazards().get(Hazard.S1));
        assertEquals(List.of("llama-guard", "prompt-guard"), kids.screenings().stream().map(Screening::guard).sorted()
            .toList());
        assertEquals(0.1, kids.screening("prompt-guard").orElseThrow().attack().orElseThrow().thresholds().review());
        assertEquals(Outcome.BLOCK, kids.screening("llama-guard").orElseThrow().onUnavailable());
        assertEquals(Policy.Consult.FLAGGED, kids.policy("spam").orElseThrow().consult());
        assertEquals(books.get("strict").policy("insults").orElseThrow().revision(),
            kids.policy("insults").orElseThrow().revision());
    }

    @Test
    void whatIsExtendedIsPartOfTheRevision() throws IOException {
        extending("kids", "extends: strict");
        var before = PolicyFolder.read(folder).get("kids");

        Files.writeString(hazards, Files.readString(hazards).replace("keep: full", "keep: digest"));
        var after = PolicyFolder.read(folder).get("kids");

        assertNotEquals(before.revision(), after.revision());
        assertNotEquals(before.hazardsRevision(), after.hazardsRevision());
        assertEquals(after.hazardsRevision(), Revision.of(after.sources().get(0).text().getBytes(UTF_8)));
        assertEquals(Keep.DIGEST, after.keep());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "extends: nobody          | kids/hazards.yaml:1: there is no profile nobody to extend",
        "extends: ../strict       | there is no profile ../strict to extend",
        "extends: kids            | kids/hazards.yaml:1: kids extends itself",
        "extends: round           | extends itself",
        "'{extends: strict, hazards: {S1: {review: 2}}}' | kids/hazards.yaml:1: 'block' is missing",
    })
    void whatCanNotBeExtendedIsNamed(String table, String why) throws IOException {
        extending("kids", table);
        extending("round", "extends: kids");

        var failure = assertThrows(BrokenPolicyException.class, () -> PolicyFolder.read(folder));

        assertTrue(failure.getMessage().contains(why), failure.getMessage());
    }

    @Test
    void aMistakeInWhatIsExtendedIsNamedInItsOwnFile() throws IOException {
        Files.writeString(hazards, Files.readString(hazards).replace("keep: full", "keep: everything"));
        extending("all-kids", "extends: strict");

        var failure = assertThrows(BrokenPolicyException.class, () -> PolicyFolder.read(folder));

        assertEquals(hazards, failure.file());
        assertTrue(failure.getMessage().contains("strict/hazards.yaml:3: keep must be one of"), failure.getMessage());
    }

    private void extending(String profile, String table) throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve(profile)).resolve("hazards.yaml"), table);
    }
}
