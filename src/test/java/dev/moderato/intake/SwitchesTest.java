package dev.moderato.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwitchesTest {

    private static final String ENDPOINT = "quarkus.otel.exporter.otlp.endpoint";

    @ParameterizedTest
    @CsvSource({"'',true", "' ',true", "http://collector:4317,false"})
    void tracesNeedACollector(String endpoint, String disabled) {
        assertEquals(disabled, disabled(new SmallRyeConfigBuilder(),
            Map.of(ENDPOINT, endpoint)));
    }

    @Test
    void theCollectorThatQuarkusAssumesDoesNotCount() {
        assertEquals("true", disabled(new SmallRyeConfigBuilder().withDefaultValue(ENDPOINT, "http://localhost:4317/"),
            Map.of()));
    }

    private static String disabled(SmallRyeConfigBuilder builder, Map<String, String> set) {
        return builder.withSources(new Switches())
            .withSources(new PropertiesConfigSource(set, "set", 300)).build()
            .getRawValue("quarkus.otel.sdk.disabled");
    }
}
