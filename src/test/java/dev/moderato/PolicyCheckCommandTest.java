package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCheckCommandTest {

    private final StringWriter said = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void whatShipsPasses() {
        assertEquals(0, check("--strict", "policies"));
        assertEquals("0 errors, 0 warnings\n", said.toString());
    }

    @Test
    void aWarningFailsWhenItIsStrict() throws IOException {
        copy();
        Files.delete(folder.resolve("spam.cases.yaml"));

        assertEquals(0, check(folder.toString()));
        assertTrue(said.toString().contains("spam.md:1: warning: there is no spam.cases.yaml"), said.toString());
        assertEquals(1, check("--strict", folder.toString()));
    }

    @Test
    void anErrorFails() throws IOException {
        copy();
        Files.writeString(folder.resolve("spam.md"), "nothing");

        assertEquals(1, check(folder.toString()));
        assertTrue(said.toString().contains("spam.md:1: error: must begin with front matter: a line --- [form]"),
            said.toString());
        assertEquals(1, check("--format", "sarif", folder.toString()));
    }

    @Test
    void whatCannotBeLookedAtIsTold() {
        assertEquals(2, check("no-such-folder"));
        assertEquals(2, check(folder.toString()));
        assertEquals(2, check("--format", "pdf"));
        assertTrue(said.toString().contains("There is no folder no-such-folder"), said.toString());
    }

    private void copy() throws IOException {
        for (var name : new String[] {"hazards.yaml", "spam.md", "spam.cases.yaml"}) {
            Files.copy(Path.of("policies/default", name), folder.resolve(name));
        }
    }

    private int check(String... args) {
        var command = Moderato.commandLine().setOut(new PrintWriter(said, true)).setErr(new PrintWriter(said, true));
        var all = new String[args.length + 2];
        all[0] = "policy";
        all[1] = "check";
        System.arraycopy(args, 0, all, 2, args.length);
        return command.execute(all);
    }
}
