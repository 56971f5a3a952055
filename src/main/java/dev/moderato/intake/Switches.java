package dev.moderato.intake;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Switches on what has a neighbour to speak to: the Kafka door with a broker, tokens with an OpenID provider, traces with
 * a collector.
 */
public class Switches implements ConfigSourceFactory {

    private static final int STRONGEST = 1_000;
    private static final Map<String, String> NEIGHBOURS = Map.of(
        "moderato.kafka.open", "kafka.bootstrap.servers",
        "quarkus.oidc.tenant-enabled", "quarkus.oidc.auth-server-url");

    private static final String COLLECTOR = "quarkus.otel.exporter.otlp.endpoint";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var switches = new TreeMap<String, String>();
        NEIGHBOURS.forEach((property, neighbour) -> {
            switches.put(property, Boolean.toString(isThere(context.getValue(neighbour))));
        });
        switches.put("quarkus.otel.sdk.disabled", Boolean.toString(!isThere(context.getValue(COLLECTOR))));
        return List.of(new PropertiesConfigSource(switches, "Moderato's switches", STRONGEST));
    }

    /** Whether somebody has set it; the defaults of Quarkus don't count. */
    private static boolean isThere(ConfigValue value) {
        return value != null && value.getValue() != null && !value.getValue().isBlank()
            && value.getConfigSourceOrdinal() > Integer.MIN_VALUE;
    }
}
