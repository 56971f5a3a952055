package dev.moderato.intake.kafka;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Sets {@code moderato.kafka.open}, by which the channels are enabled, when a broker is configured. */
public class KafkaSwitch implements ConfigSourceFactory {

    private static final int STRONGEST = 1_000;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        var broker = context.getValue("kafka.bootstrap.servers").getValue();
        return List.of(new PropertiesConfigSource(
            Map.of("moderato.kafka.open", Boolean.toString(broker != null && !broker.isBlank())), "Kafka switch",
            STRONGEST));
    }
}
