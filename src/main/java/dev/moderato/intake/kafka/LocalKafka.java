package dev.moderato.intake.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker of our own in this process, on the loopback, with its data in a folder that is kept between starts. It
 * has one node and makes topics when they are first used: for trying Moderato and for tests, not for production.
 *
 * <p>Its libraries are in the package only when it was built with {@code -Pembedded-kafka}.
 */
public final class LocalKafka implements AutoCloseable {

    private final KafkaRaftServer server;
    private final int port;

    private LocalKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Returns when it answers.
     *
     * @param port 0 for a free one
     * @throws IllegalStateException when it can't be started; the message tells what to do
     */
    public static LocalKafka start(Path folder, int port) {
        var root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            var listening = port == 0 ? free() : port;
            var settings = settings(root, listening, free());
            format(root);
            var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
            server.startup();
            return new LocalKafka(server, listening);
        } catch (Exception e) {
            throw new IllegalStateException("the embedded Kafka can't start on port " + port + " in " + root + " ("
                + e.getMessage() + "): choose another port with moderato.kafka.port or another folder with"
                + " moderato.data, or give a broker of your own with KAFKA_BOOTSTRAP_SERVERS", e);
        }
    }

    /** For {@code kafka.bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Map<String, Object> settings(Path root, int port, int controllerPort) {
        return Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
            Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("log.dirs", root.toString()),
            Map.entry("num.partitions", "8"),
            Map.entry("message.max.bytes", "20971520"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"));
    }

    private static void format(Path root) throws Exception {
        if (Files.exists(root.resolve("meta.properties"))) {
            return;
        }
        new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
            .setNodeId(1).setClusterId(Uuid.randomUuid().toString()).addDirectory(root.toString())
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setControllerListenerName("CONTROLLER").setMetadataLogDirectory(root.toString()).run();
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
