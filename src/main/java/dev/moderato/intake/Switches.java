package dev.moderato.intake;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Switches on what has a neighbour to speak to: the Kafka door with a broker, tokens with an OpenID provider. */
public class Switches implements ConfigSourceFactory {

    private static final int STRONGEST = 1_000;
    private static final Map<String, String> NEIGHBOURS = Map.of(
        "moderato.kafka.open", "kafka.bootstrap.servers",
        "quarkus.oidc.tenant-enabled", "quarkus.oidc.auth-server-url");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var switches = new TreeMap<String, String>();
        NEIGHBOURS.forEach((property, neighbour) -> {
            var value = context.getValue(neighbour).getValue();
            switches.put(property, Boolean.toString(value != null && !value.isBlank()));
        });
        return List.of(new PropertiesConfigSource(switches, "Moderato's switches", STRONGEST));
    }
}
