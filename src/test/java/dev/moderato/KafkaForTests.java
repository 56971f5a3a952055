package dev.moderato;

import dev.moderato.intake.kafka.KafkaClient;
import dev.moderato.intake.kafka.LocalKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/** A real broker for a test run, in a folder of its own below {@code target/}. A test has a client in a field. */
public class KafkaForTests implements QuarkusTestResourceLifecycleManager {

    private LocalKafka kafka;
    private KafkaClient client;

    @Override
    public Map<String, String> start() {
        kafka = LocalKafka.start(Path.of("target", "kafka-" + ProcessHandle.current().pid() + "-" + System.nanoTime()),
            0);
        client = new KafkaClient(kafka.bootstrapServers());
        return Map.of("kafka.bootstrap.servers", kafka.bootstrapServers());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(client, new TestInjector.MatchesType(KafkaClient.class));
    }

    @Override
    public void stop() {
        client.close();
        kafka.close();
    }
}
