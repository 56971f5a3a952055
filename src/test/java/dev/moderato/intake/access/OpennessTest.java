package dev.moderato.intake.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpennessTest {

    private static final Map<String, String> NONE = Map.of();
    private static final Map<String, String> KEY = Map.of("moderato.keys.shop.hash", ApiKeys.hash("key"));
    private static final Map<String, String> OPEN = Map.of("moderato.open", "true");

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.3.2.1"})
    void theLoopbackIsOpenWithoutKeysAndClosedWithThem(String host) {
        assertTrue(openness(NONE, host, false).isOpen());
        assertFalse(openness(KEY, host, false).isOpen());
        assertFalse(openness(NONE, host, true).isOpen());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.0.0.1"})
    void beyondItTheStartIsRefusedWithoutKeys(String host) {
        var refused = assertThrows(IllegalStateException.class, () -> openness(NONE, host, false));

        assertTrue(refused.getMessage().startsWith("quarkus.http.host=" + host + " would let in anybody"),
            refused.getMessage());
        assertFalse(openness(KEY, host, false).isOpen());
        assertFalse(openness(NONE, host, true).isOpen());
        assertTrue(openness(OPEN, host, false).isOpen());
    }

    @Test
    void whoOpensItOnPurposeMayCallItByAnyName() {
        assertTrue(openness(OPEN, "0.0.0.0", false).isCalledByItsName("moderato.example"));
        assertTrue(openness(KEY, "127.0.0.1", false).isCalledByItsName("moderato.example"));
        assertFalse(openness(NONE, "127.0.0.1", false).isCalledByItsName("moderato.example"));
    }

    @Test
    void openWithKeysIsAContradiction() {
        var both = Map.of("moderato.open", "true", "moderato.keys.shop.hash", ApiKeys.hash("key"));

        assertThrows(IllegalStateException.class, () -> openness(both, "127.0.0.1", false));
    }

    @Test
    void twoNamesOfOneKeyAreRefused() {
        var twice = Map.of("moderato.keys.a.hash", ApiKeys.hash("key"), "moderato.keys.b.hash", ApiKeys.hash("key"));

        assertEquals("moderato.keys.b.hash: is the same as that of a",
            assertThrows(IllegalStateException.class, () -> new ApiKeys(settings(twice))).getMessage());
    }

    private static Openness openness(Map<String, String> config, String host, boolean tokens) {
        var settings = settings(config);
        return new Openness(settings, new ApiKeys(settings), host, tokens);
    }

    private static AccessSettings settings(Map<String, String> config) {
        return new SmallRyeConfigBuilder().withMapping(AccessSettings.class).withDefaultValues(config).build()
            .getConfigMapping(AccessSettings.class);
    }
}
