package dev.moderato.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "keep: everything | keep: content | keep must be one of content, digest",
        "on-unavailable: panic | on-unavailable: review | must be one of allow, review, block",
        "colour: red | keep: content | unknown key 'colour'",
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
}
