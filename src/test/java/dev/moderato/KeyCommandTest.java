package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.intake.access.AccessSettings;
import dev.moderato.intake.access.ApiKeys;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class KeyCommandTest {

    private final StringWriter printed = new StringWriter();

    @Test
    void whatItPrintsAreTheSettingsThatLetTheKeyIn() throws Exception {
        assertEquals(0, run("shop", "--tenant", "a", "--roles", "submitter,auditor"));

        var settings = new Properties();
        settings.load(new StringReader(printed.toString()));
        assertEquals(ApiKeys.hash(key()), settings.getProperty("moderato.keys.shop.hash"));
        assertEquals("a", settings.getProperty("moderato.keys.shop.tenant"));
        assertEquals("submitter,auditor", settings.getProperty("moderato.keys.shop.roles"));
        assertEquals(3, settings.size());
    }

    @Test
    void theSettingsMayComeFromTheEnvironment() {
        run("shop");

        var key = new SmallRyeConfigBuilder().withMapping(AccessSettings.class).withSources(new EnvConfigSource(
            Map.of("MODERATO_KEYS_SHOP_HASH", ApiKeys.hash(key())), 300)).build()
            .getConfigMapping(AccessSettings.class).keys().get("shop");
        assertEquals(ApiKeys.hash(key()), key.hash());
        assertEquals("default", key.tenant());
        assertEquals(Set.of("submitter"), key.roles());
    }

    @Test
    void noTwoKeysAreAlike() {
        run("shop");
        var first = key();
        run("shop");

        assertNotEquals(first, key());
        assertTrue(first.length() > 40, first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a.b", "é"})
    void aNameThatIsNoneForAPropertyIsRefused(String name) {
        assertEquals(2, run(name));
    }

    @Test
    void aRoleThatThereIsNotIsRefused() {
        assertEquals(2, run("shop", "--roles", "king"));
    }

    private int run(String... arguments) {
        printed.getBuffer().setLength(0);
        var command = new String[arguments.length + 1];
        command[0] = "key";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return new CommandLine(new Moderato()).setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed))
            .execute(command);
    }

    private String key() {
        return printed.toString().replaceAll("(?s).*once: (\\S+).*", "$1");
    }
}
