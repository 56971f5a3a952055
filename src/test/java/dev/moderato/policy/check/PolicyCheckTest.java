package dev.moderato.policy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.policy.check.Flaw.Severity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule rejects the shipped policy that was broken in just that way, in the line where it is broken. */
class PolicyCheckTest {

    @TempDir
    private Path folder;
    private Path spam;
    private Path cases;

    @BeforeEach
    void theShippedSpamPolicy() throws IOException {
        for (var name : List.of("hazards.yaml", "spam.md", "spam.cases.yaml")) {
            Files.copy(Path.of("policies/default", name), folder.resolve(name));
        }
        spam = folder.resolve("spam.md");
        cases = folder.resolve("spam.cases.yaml");
    }

    @Test
    void whatShipsHasNoFlaw() throws IOException {
        assertEquals(List.of(), PolicyCheck.of(Path.of("policies")));
        assertEquals(List.of(), PolicyCheck.of(folder));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', textBlock = """
        form ¦ consult: always ¦ consult: often ¦ consult: often
        form ¦ effort: low ¦ efort: low ¦ efort: low
        form ¦ hazard: S2, outcome: block ¦ hazard: S15, outcome: block ¦ hazard: S15
        form ¦ rules: [SP2.a, SP2.b] ¦ rules: [SP2.a, SP1.b] ¦ rules: [SP2.a, SP1.b]
        form ¦ "violation":1,"category":"SP2" ¦ "violation":1,"category":"SP9" ¦ "category":"SP9"
        form ¦ {"content":"Nice recipe!! ¦ {"content":Nice recipe!! ¦ {"content":Nice
        output-rule-first ¦ Answer with ONE JSON object, no code fence: ¦ Answer: ¦ ## Instructions
        output-rule-last ¦ Answer with ONE JSON object and nothing else. ¦ That is all. ¦ That is all.
        code-fence ¦ no code fence: ¦ in ```json: ¦ ```json
        vague-word ¦ SP2.a Unsolicited advertising. ¦ SP2.a Usually unsolicited advertising. ¦ SP2.a Usually
        answer-shape ¦ "SP2"|"SP3"|null ¦ "SP2"|null ¦ "SP2"|null
        answer-shape ¦ "SP3"|null ¦ "SP3"|"SP4"|null ¦ "SP4"
        rule-ids ¦ - SP3.b A review ¦ - SP3.c A review ¦ - SP3.c
        rule-ids ¦ rules: [SP3.a, SP3.b] ¦ rules: [SP3.a, SP3.b, SP3.c] ¦ SP3.c]
        precedence ¦ "category": SP1, SP2, SP3. ¦ "category": SP2, SP1, SP3. ¦ "category": SP2
        precedence ¦ Precedence for "category": SP1, SP2, SP3. ¦ '' ¦ ## Criteria
        example-rules ¦ "rule_ids":["SP2.a"] ¦ "rule_ids":["SP2.x"] ¦ SP2.x
        example-rules ¦ "rule_ids":["SP2.a"] ¦ "rule_ids":["SP3.a"] ¦ "rule_ids":["SP3.a"]
        unknown-guard ¦ effort: low ¦ stands-in-for: somebody ¦ stands-in-for: somebody
        """, quoteCharacter = '\'')
    void aPolicyBrokenInJustThatWayIsRejectedThere(String rule, String good, String bad, String place)
        throws IOException {
        change(spam, good, bad);

        assertFound(rule, spam, lineWith(spam, place));
    }

    @Test
    void aMissingSectionIsRejected() throws IOException {
        change(spam, "## Definitions", "## Words");

        assertFound("form", spam, Files.readAllLines(spam).size());
    }

    @Test
    void tooFewTokensAreAWarningAndFarTooManyAnError() throws IOException {
        change(spam, "Own work mentioned once in an answer. A link to a source.", "word ".repeat(200));
        assertEquals(Severity.WARNING, found("tokens").severity());

        change(spam, "word ".repeat(200), "word ".repeat(12_000));
        assertEquals(Severity.ERROR, found("tokens").severity());
        assertEquals(lineWith(spam, "# Spam"), found("tokens").line());
    }

    @Test
    void oneExampleOnASideIsTooFew() throws IOException {
        Files.write(spam, Files.readAllLines(spam).stream().filter(line -> !line.contains("Nice recipe")).toList());

        assertFound("examples", spam, lineWith(spam, "## Examples"));
    }

    @Test
    void anIdThatAnotherPolicyHasIsRejected() throws IOException {
        Files.writeString(folder.resolve("twin.md"), Files.readString(spam));

        assertFound("ids-used-elsewhere", folder.resolve("twin.md"), lineWith(spam, "SP1: {"));
    }

    @Test
    void aRevisionThatIsToFollowMayHaveTheSameIds() throws IOException {
        Files.writeString(folder.resolve("spam.next.md"), Files.readString(spam));

        assertEquals(List.of(), PolicyCheck.of(folder));
    }

    @Test
    void aRevisionThatFollowsNothingIsRejected() throws IOException {
        Files.move(spam, folder.resolve("spam.next.md"));

        assertFound("next", folder.resolve("spam.next.md"), 1);
    }

    @Test
    void anIdThatAnInheritedPolicyHasIsRejected() throws IOException {
        var kids = Files.createDirectory(folder.resolveSibling("kids-" + folder.getFileName()));
        Files.writeString(kids.resolve("hazards.yaml"), "extends: " + folder.getFileName());
        Files.writeString(kids.resolve("twin.md"), Files.readString(spam));
        try {
            assertTrue(PolicyCheck.of(kids).stream().anyMatch(flaw -> flaw.rule().equals("ids-used-elsewhere")));

            Files.move(kids.resolve("twin.md"), kids.resolve("spam.md"));
            assertEquals(List.of("cases"), PolicyCheck.of(kids).stream().map(Flaw::rule).toList());
        } finally {
            try (var files = Files.walk(kids)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    @Test
    void whatIsBrokenInAProfileThatAnotherExtendsIsToldThereAndOnce() throws IOException {
        var profiles = Files.createDirectory(folder.resolve("profiles"));
        var base = Files.createDirectory(profiles.resolve("base"));
        Files.writeString(base.resolve("hazards.yaml"), Files.readString(folder.resolve("hazards.yaml"))
            .replace("keep: full", "keep: everything"));
        Files.writeString(Files.createDirectory(profiles.resolve("kids")).resolve("hazards.yaml"), "\nextends: base");

        assertEquals(List.of(base.resolve("hazards.yaml")),
            PolicyCheck.of(profiles).stream().map(Flaw::file).toList());

        Files.copy(folder.resolve("hazards.yaml"), base.resolve("hazards.yaml"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(base.resolve("one.md"), "nothing");
        assertEquals(List.of(base.resolve("one.md")), PolicyCheck.of(profiles).stream().map(Flaw::file).toList());
    }

    @Test
    void aPolicyWithoutCasesIsWarnedOf() throws IOException {
        Files.delete(cases);

        assertFound("cases", spam, 1);
    }

    @Test
    void casesWithoutAPolicyAreRejected() throws IOException {
        Files.writeString(folder.resolve("other.cases.yaml"), "cases: []");

        assertFound("cases", folder.resolve("other.cases.yaml"), 1);
    }

    @Test
    void fewCasesAreWarnedOf() throws IOException {
        var lines = Files.readAllLines(cases);
        Files.write(cases, lines.subList(0, lines.indexOf("cases:") + 4));

        assertFound("cases", cases, 1);
    }

    @Test
    void aCaseThatStandsThereTwiceIsRejected() throws IOException {
        Files.writeString(cases, Files.readString(cases)
            + "\n  - {content: same, expected: safe, why: x}\n  - {content: same, expected: safe, why: x}\n");

        assertFound("cases", cases, Files.readAllLines(cases).size());
    }

    @Test
    void aCaseThatIsAnExampleIsRejected() throws IOException {
        Files.writeString(cases, Files.readString(cases)
            + "\n  - {content: \"You asked for a tuner: I wrote a free one, it's on my page.\", expected: safe, why: x}\n");

        assertFound("cases", cases, Files.readAllLines(cases).size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {content: x, expected: SP7, why: x}                    | expected must be safe or a category of spam, was SP7
        {content: x, why: x}                                   | 'expected' is missing
        {content: x, expected: safe}                           | 'why' is missing
        {content: x, expected: safe, why: x, who: me}          | unknown key 'who'
        {content: x, expected: safe, why: x, direction: output} | spam doesn't judge the direction output
        text                                                   | cases must each be keys with values
        """)
    void aCaseThatCannotBeReadIsRejected(String wrong, String message) throws IOException {
        Files.writeString(cases, Files.readString(cases) + "\n  - " + wrong + "\n");

        assertFound("form", cases, Files.readAllLines(cases).size());
        assertTrue(found("form").message().startsWith(message), found("form").message());
    }

    @Test
    void aBrokenHazardTableIsNamedAndThePoliciesAreStillLookedAt() throws IOException {
        change(folder.resolve("hazards.yaml"), "on-unavailable: review", "on-unavailable: maybe");
        change(spam, "no code fence:", "in ```:");

        assertEquals(List.of("form", "code-fence"), PolicyCheck.of(folder).stream().map(Flaw::rule).toList());
    }

    @Test
    void everyBrokenFileIsNamedAtOnce() throws IOException {
        Files.writeString(folder.resolve("one.md"), "nothing");
        Files.write(folder.resolve("two.md"), new byte[] {(byte) 0xff});

        assertEquals(List.of("one.md", "two.md"), PolicyCheck.of(folder).stream()
            .map(flaw -> flaw.file().getFileName().toString()).toList());
    }

    @Test
    void aFolderWithoutAProfileSaysSo() throws IOException {
        var empty = Files.createDirectory(folder.resolve("empty"));

        var refused = assertThrows(IOException.class, () -> PolicyCheck.of(empty));
        assertTrue(refused.getMessage().contains("hazards.yaml"), refused.getMessage());
    }

    @Test
    void machinesReadItAsJsonSarifAndJUnit() throws Exception {
        change(spam, "no code fence:", "in ```:");
        var flaws = PolicyCheck.of(folder);
        var json = new ObjectMapper();
        var line = lineWith(spam, "```");

        assertEquals(line, json.readTree(FlawReport.JSON.of(flaws)).at("/0/line").asInt());
        var sarif = json.readTree(FlawReport.SARIF.of(flaws));
        assertEquals("2.1.0", sarif.path("version").asText());
        assertEquals("code-fence", sarif.at("/runs/0/tool/driver/rules/0/id").asText());
        var result = sarif.at("/runs/0/results/0");
        assertEquals("error", result.path("level").asText());
        assertEquals(line, result.at("/locations/0/physicalLocation/region/startLine").asInt());
        var junit = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new ByteArrayInputStream(FlawReport.JUNIT.of(flaws).getBytes(StandardCharsets.UTF_8)));
        assertEquals("1", junit.getDocumentElement().getAttribute("failures"));
        assertTrue(FlawReport.TEXT.of(flaws).endsWith("1 errors, 0 warnings\n"));
    }

    private void assertFound(String rule, Path file, int line) throws IOException {
        var flaws = PolicyCheck.of(folder);
        assertTrue(flaws.stream().anyMatch(flaw -> flaw.rule().equals(rule) && flaw.file().equals(file)
            && flaw.line() == line), () -> "no " + rule + " in line " + line + ", but " + flaws);
    }

    private Flaw found(String rule) throws IOException {
        return PolicyCheck.of(folder).stream().filter(flaw -> flaw.rule().equals(rule)).findFirst().orElseThrow();
    }

    private static void change(Path file, String good, String bad) throws IOException {
        var text = Files.readString(file);
        assertTrue(text.contains(good), "the policy that ships has no " + good);
        Files.writeString(file, text.replace(good, bad));
    }

    private static int lineWith(Path file, String text) throws IOException {
        return 1 + Files.readAllLines(file).stream().map(line -> line.contains(text)).toList().indexOf(true);
    }
}
