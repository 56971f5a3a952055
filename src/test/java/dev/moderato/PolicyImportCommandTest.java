package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyImportCommandTest {

    private static final String NOISE = "src/test/resources/policy-packs/noise";

    private final StringWriter said = new StringWriter();

    @TempDir
    private Path profile;

    @BeforeEach
    void aProfile() throws IOException {
        Files.copy(Path.of("policies/default/hazards.yaml"), profile.resolve("hazards.yaml"));
    }

    @Test
    void itWritesAndSaysWhatIsLeftToMend() {
        assertEquals(0, take(NOISE, "--hazard", "S2"));

        assertTrue(said.toString().contains("quiet-hours.md: 6 rules, 9 examples"), said.toString());
        assertTrue(said.toString().contains("4 cases say little"), said.toString());
        assertTrue(said.toString().contains("0 errors, 2 warnings"), said.toString());
        assertTrue(said.toString().endsWith("usage policy of noise." + System.lineSeparator()), said.toString());
        assertTrue(Files.exists(profile.resolve("quiet-hours.cases.yaml")));
    }

    @Test
    void nothingIsOverwrittenUnlessForced() throws IOException {
        Files.writeString(profile.resolve("quiet-hours.cases.yaml"), "mine");

        assertEquals(2, take(NOISE, "--hazard", "S2"));
        assertTrue(said.toString().contains("there is already " + profile.resolve("quiet-hours.cases.yaml")),
            said.toString());
        assertEquals("mine", Files.readString(profile.resolve("quiet-hours.cases.yaml")));
        assertFalse(Files.exists(profile.resolve("quiet-hours.md")));

        assertEquals(0, take(NOISE, "--hazard", "S2", "--force"));
        assertTrue(Files.readString(profile.resolve("quiet-hours.cases.yaml")).startsWith("# Imported from noise"));
    }

    @Test
    void aDryRunWritesNothing() {
        assertEquals(0, take(NOISE, "--hazard", "S2", "--dry-run"));

        assertTrue(said.toString().contains("Nothing is written: --dry-run"), said.toString());
        assertFalse(Files.exists(profile.resolve("quiet-hours.md")));
    }

    @Test
    void whatWouldBreakTheProfileIsNotWritten() throws IOException {
        var pack = Files.createDirectories(profile.resolve("pack"));
        var policy = Files.readString(Path.of(NOISE, "example_policies/quiet-hours/policy.md"));
        Files.writeString(pack.resolve("first.md"), policy);
        Files.writeString(pack.resolve("second.md"), policy);

        assertEquals(1, take(pack.toString(), "--hazard", "S2"));
        assertTrue(said.toString().contains("second.md:"), said.toString());
        assertTrue(said.toString().contains("QH1 is an id of first already [ids-used-elsewhere]"), said.toString());
        assertFalse(Files.exists(profile.resolve("first.md")));
        assertEquals(0, take(pack.toString(), "--hazard", "S2", "--only", "second"));
    }

    @Test
    void whatCannotBeTriedIsTold() {
        assertEquals(2, take("no-such-pack", "--hazard", "S2"));
        assertEquals(2, take(NOISE));
        assertEquals(2, take(NOISE, "--hazard", "S77"));
        assertEquals(2, take(NOISE, "--hazard", "S2", "--only", "loud-hours"));
        assertEquals(2, take("src/main/java", "--hazard", "S2"));
        assertTrue(said.toString().contains("There is no pack no-such-pack"), said.toString());
        assertTrue(said.toString().contains("--only must be one of quiet-hours, was loud-hours"), said.toString());
        assertTrue(said.toString().contains("There is no policy pack in src/main/java"), said.toString());
        assertEquals(1, take("README.md", "--hazard", "S2"));
    }

    private int take(String pack, String... options) {
        var command = Moderato.commandLine().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        var all = new ArrayList<>(List.of("policy", "import", pack, "--into", profile.toString()));
        all.addAll(List.of(options));
        return command.execute(all.toArray(String[]::new));
    }
}
