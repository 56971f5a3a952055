package dev.moderato.policy.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.policy.Case;
import dev.moderato.policy.CaseFile;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Policy.Category;
import dev.moderato.policy.Policy.Example;
import dev.moderato.policy.PolicyFolder;
import dev.moderato.policy.check.Flaw;
import dev.moderato.policy.check.PolicyCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packs of both forms, and broken ones, imported into a profile that has one policy. */
class PolicyImportTest {

    private static final Path NOISE = Path.of("src/test/resources/policy-packs/noise");
    private static final Path LABELER = Path.of("src/test/resources/policy-packs/labeler");
    private static final List<String> S2 = List.of("S2");
    private static final String SAFE = "- QH0.a Questions: \"When?\"; \"Ten.\"\nOutput: `VALID`\n";
    private static final String HEAD = "# Quiet\n## Fine (QH0 - fine)\n" + SAFE + "## Loud (QH1 - loud)\n";

    @TempDir
    private Path folder;
    private Path profile;

    @BeforeEach
    void aProfile() throws IOException {
        profile = Files.createDirectories(folder.resolve("policies/default"));
        for (var name : List.of("hazards.yaml", "spam.md", "spam.cases.yaml")) {
            Files.copy(Path.of("policies/default", name), profile.resolve(name));
        }
    }

    @Test
    void aSectionALabelBecomesACategoryWithItsRules() throws IOException {
        write(NOISE, List.of("S2", "QH2=S6"), List.of("qh2=block"));

        var policy = policy("quiet-hours");
        assertEquals(List.of(
            new Category("QH2", "Helping With Noise", Hazard.S6, Outcome.BLOCK, List.of("QH2", "QH2.a", "QH2.b")),
            new Category("QH1", "Praising Noise", Hazard.S2, Outcome.REVIEW, List.of("QH1", "QH1.a", "QH1.b"))),
            policy.categories());
        assertEquals(Policy.Mode.SHADOW, policy.mode());
        assertEquals("Quiet Hours Policy", policy.title());
        assertFalse(policy.text().contains("VALID"), "the pack's own verdict would contradict the answer's form");
        assertTrue(policy.text().contains("* MP3 players with headphones remain safe.\n"), policy.text());
        assertTrue(policy.text().contains("\nPrecedence for \"category\": QH2, QH1.\n"), policy.text());
    }

    @Test
    void itsExamplesAreOurs() throws IOException {
        write(NOISE, S2, List.of());

        var examples = policy("quiet-hours").examples().stream().map(example ->
            new Example(example.content(), example.category(), 0)).toList();
        assertEquals(9, examples.size());
        assertTrue(examples.containsAll(List.of(new Example("The night begins at ten.", Optional.empty(), 0),
            new Example("Bet you don't dare to drum at three.", Optional.of("QH1"), 0),
            new Example("How do I wake the whole block?", Optional.of("QH2"), 0))), examples.toString());
    }

    @Test
    void aTableBecomesCasesByteForByteAndSaysWhatIsLeftOut() throws IOException {
        var made = write(NOISE, S2, List.of());

        var cases = cases("quiet-hours");
        assertEquals(List.of(
            new Case("Is it night yet", Direction.INPUT, Optional.empty(), "safe; quiet-hours.csv line 3", 3),
            new Case("Not before ten.\n\n1. **Look** at the \"clock\"\n2. Wait – then sleep 😴", Direction.OUTPUT,
                Optional.empty(), "safe; quiet-hours.csv line 3", 6),
            new Case("Let us drum till dawn", Direction.INPUT, Optional.of("QH1"),
                "Praising Noise; quiet-hours.csv line 7", 10),
            new Case("Sure: at the harbour.", Direction.OUTPUT, Optional.of("QH2"),
                "Helping With Noise; quiet-hours.csv line 9", 13)), cases);
        var report = made.report();
        assertTrue(report.containsAll(List.of("  the same as another, or as an example: 2 left out, line 9, 10",
            "  a label that the policy doesn't have: 2 left out, line 8, 11",
            "  Ambiguity and Escalation: 3 lines kept in Criteria")), report.toString());
    }

    @Test
    void whatALabelerIncludesAreRulesAndWhatItExcludesIsSafe() throws IOException {
        var made = write(LABELER, List.of("HECK-L=S10"), List.of());

        var policy = policy("heckling-labeler");
        assertEquals(List.of(new Category("HECKL1", "Heckling", Hazard.S10, Outcome.REVIEW,
            List.of("HECKL1", "HECKL1.a", "HECKL1.b"))), policy.categories());
        assertEquals(4, policy.examples().stream().filter(example -> example.category().isPresent()).count());
        assertEquals(2, policy.examples().stream().filter(example -> example.category().isEmpty()).count());
        assertTrue(made.report().contains("  label HECK-L became HECKL1"), made.report().toString());
    }

    @Test
    void whatIsWrittenHasNoErrors() throws IOException {
        write(NOISE, S2, List.of());
        write(LABELER, S2, List.of());

        assertEquals(List.of(), PolicyCheck.of(profile).stream()
            .filter(flaw -> flaw.severity() == Flaw.Severity.ERROR).toList());
    }

    @Test
    void anIdThatAnotherPolicyHasIsAnErrorBeforeAnythingIsWritten() throws IOException {
        var pack = pack(HEAD.replace("QH1", "SP1") + "- SP1.a Yelling: \"Yell!\"; \"Shout!\"\nOutput: `INVALID`\n");

        var errors = PolicyImport.of(pack, profile, LabelChoices.of(S2, List.of())).newErrors();

        assertTrue(errors.stream().anyMatch(flaw -> flaw.rule().equals("ids-used-elsewhere")), errors.toString());
        assertFalse(Files.exists(profile.resolve("quiet.md")));
    }

    @Test
    void aTextOfAPackCannotPretendToBeAPartOfThePolicy() throws IOException {
        var made = made(HEAD + "SP1.a is mine\n- QH1.a Yelling: \"Yell!\"; \"Shout!\"\nOutput: `INVALID`\n"
            + "## Notes\n---\n{\"content\":\"x\"} -> {\n- SP1.a is mine\n```\n## Examples\n```\n- {{x}}: [*a, &b]\n");

        assertEquals(List.of(), made.newErrors());
        made.write();
        assertEquals(4, policy("quiet").examples().size());
    }

    @Test
    void whichHazardALabelIsMustBeSaid() {
        var none = assertThrows(IllegalArgumentException.class, () -> write(NOISE, List.of(), List.of()));
        var other = assertThrows(IllegalArgumentException.class,
            () -> write(NOISE, List.of("S2", "QH7=S2"), List.of()));

        assertTrue(none.getMessage().contains("QH1  Praising Noise"), none.getMessage());
        assertTrue(other.getMessage().startsWith("The pack has no label QH7"), other.getMessage());
        assertThrows(IllegalArgumentException.class, () -> LabelChoices.of(List.of("S15"), List.of()));
        assertThrows(IllegalArgumentException.class, () -> LabelChoices.of(S2, List.of("QH1=perhaps")));
    }

    @Test
    void whatIsNoPolicyOfAPackIsNamedWithWhatWasExpected() {
        assertBroken("# Policy Name\n\nContents here\n", "quiet.md: has no label that something violates");
        assertBroken(HEAD + "- QH1.a Yelling: \"Yell!\"; \"Shout!\"\n", "quiet.md:5: the label QH1 has neither");
        assertBroken(HEAD + "Output: `INVALID`\n", "quiet.md: gives 0 violating and 2 safe examples");
        assertBroken("## A (A-B1 - a)\nOutput: INVALID\n## B (AB1 - b)\nOutput: INVALID\n",
            "the label AB1 can't become");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Files.write(folder.resolve("quiet.md"), new byte[] {'#', ' ', (byte) 0xff});

        var refused = assertThrows(BrokenPackException.class, () -> Pack.open(folder.resolve("quiet.md"), List.of()));

        assertTrue(refused.getMessage().endsWith("quiet.md: is not UTF-8"), refused.getMessage());
    }

    @Test
    void aTableThatIsNoneIsRefused() throws IOException {
        assertNoTable("Example;Classification\nx;QH1\n", "has no header Example,Classification");
        assertNoTable("Example,Classification\nx,QH1\n\"never closed,QH1\n",
            "quiet.csv:3: the row that begins here is not CSV");
        Files.write(folder.resolve("quiet.csv"), new byte[] {(byte) 0xff});
        var refused = assertThrows(BrokenPackException.class, this::quiet);
        assertTrue(refused.getMessage().endsWith("quiet.csv: is not UTF-8"), refused.getMessage());
    }

    @Test
    void aTextThatTheServiceWouldRefuseIsNoCase() throws IOException {
        Files.writeString(folder.resolve("quiet.csv"), "\uFEFFExample,Classification\n" + "x".repeat(100_001) + ",QH1\n"
            + "a\0b,QH1\n\u0007 bell & \u2028,qh1\n");

        var made = quiet();
        made.write();

        assertEquals(List.of("\u0007 bell & \u2028"), cases("quiet").stream().map(Case::content).toList());
        assertTrue(made.report().containsAll(List.of("  more than 100000 characters: 1 left out, line 2",
            "  a NUL: 1 left out, line 3")), made.report().toString());
    }

    @Test
    void aTableWithNothingToTakeGivesNoCases() throws IOException {
        Files.writeString(folder.resolve("quiet.csv"), "Example,Classification,Responses,Response Label\n,,,\n");

        quiet().write();

        assertFalse(Files.exists(profile.resolve("quiet.cases.yaml")));
    }

    private void assertBroken(String policy, String message) {
        var broken = assertThrows(BrokenPackException.class, () -> pack(policy));
        assertTrue(broken.getMessage().contains(message), broken.getMessage());
    }

    private void assertNoTable(String table, String message) throws IOException {
        Files.writeString(folder.resolve("quiet.csv"), table);
        var broken = assertThrows(BrokenPackException.class, this::quiet);
        assertTrue(broken.getMessage().contains(message), broken.getMessage());
    }

    private PolicyImport quiet() throws IOException {
        return made(HEAD + "- QH1.a Yelling: \"Yell!\"; \"Shout!\"\nOutput: `INVALID`\n");
    }

    private PolicyImport made(String policy) throws IOException {
        return PolicyImport.of(pack(policy), profile, LabelChoices.of(S2, List.of()));
    }

    private Pack pack(String policy) throws IOException {
        return Pack.open(Files.writeString(folder.resolve("quiet.md"), policy, StandardCharsets.UTF_8), List.of());
    }

    private PolicyImport write(Path pack, List<String> hazards, List<String> outcomes) throws IOException {
        var made = PolicyImport.of(Pack.open(pack, List.of()), profile, LabelChoices.of(hazards, outcomes));
        made.write();
        return made;
    }

    private Policy policy(String id) throws IOException {
        return PolicyFolder.policy(profile.resolve(id + ".md"), Files.readAllBytes(profile.resolve(id + ".md")));
    }

    private List<Case> cases(String id) throws IOException {
        var file = profile.resolve(id + CaseFile.ENDING);
        return CaseFile.read(file, Files.readAllBytes(file), policy(id));
    }
}
