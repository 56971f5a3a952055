package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.intake.kafka.KafkaClient;
import dev.moderato.intake.kafka.LocalKafka;
import dev.moderato.modeldouble.ModelDouble;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the Kafka door promises of a whole run, tried on the packaged service as a process of its own, with a real broker
 * and a real database, when one of them goes away in the middle of it. The double takes 50 ms a call. How much and how
 * long: {@code run.*} in the POM, and more with the profile {@code endurance}.
 */
@Tag("process")
class KafkaRunIT {

    private static final int SUBMISSIONS = Integer.getInteger("run.submissions", 1_000);
    private static final int KILLS = Integer.getInteger("run.kills", 2);
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("run.seconds-away", 3));
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    private Path folder;

    private LocalKafka kafka;
    private EmbeddedPostgres postgres;
    private ModelDouble models;
    private KafkaClient client;
    private ServiceProcess service;

    @BeforeEach
    void start() throws IOException {
        kafka = LocalKafka.start(folder.resolve("kafka"), 0);
        postgres = database(free());
        models = ModelDouble.start(0, Duration.ofMillis(50)).recording(false);
        client = new KafkaClient(kafka.bootstrapServers());
        service = startService();
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        client.close();
        models.close();
        postgres.close();
        kafka.close();
    }

    @Test
    @Tag("long")
    void everySubmissionIsDecidedOnceAndPublished() {
        client.send(null, "{\"id\":\"first\",\"content\":\"hello\"}");
        client.decisionOf("first");
        sendAll();
        awaitAll(Set.of("first"));
    }

    @Test
    void killedInTheMiddleNothingIsLost() throws InterruptedException {
        sendAll();
        for (var moment : new Random().ints(KILLS, 1, SUBMISSIONS).sorted().toArray()) {
            Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> kept() >= moment);
            service.kill();
            service = startService();
        }
        awaitAll(Set.of());
    }

    @Test
    @Tag("long")
    void anotherProcessTakesItsShareInTheMiddleOfARun() throws IOException, InterruptedException {
        sendAllAndAwaitAFifth();
        try (var second = startService(Files.createDirectories(folder.resolve("second")))) {
            var later = ids("later-", 200);
            client.sendAll(later.stream().map(id -> "{\"id\":\"" + id + "\",\"content\":\"hello\"}"));
            awaitAll(later);
            assertEquals(200, second.get("/q/health/ready").statusCode());
        }
    }

    @Test
    @Tag("long")
    void whileTheLedgerIsAwayItWaits() throws IOException, InterruptedException {
        sendAllAndAwaitAFifth();
        var port = postgres.getPort();
        postgres.close();
        Awaitility.await().atMost(PATIENCE).until(() -> service.get("/q/health/ready").body(),
            health -> health.contains("waiting for the ledger"));
        assertEquals(503, service.get("/q/health/ready").statusCode());
        pass(AWAY);
        postgres = database(port);

        awaitAll(Set.of());
        Awaitility.await().atMost(PATIENCE).until(() -> service.get("/q/health/ready").statusCode() == 200);
    }

    @Test
    @Tag("long")
    void whileTheBrokerIsAwayRestGoesOn() throws IOException, InterruptedException {
        sendAllAndAwaitAFifth();
        var port = kafka.port();
        kafka.close();
        var back = CompletableFuture.runAsync(() -> pass(AWAY));
        var answered = 0;
        while (!back.isDone()) {
            var answer = service.post("/v1/decisions", "{\"id\":\"rest-" + answered++ + "\",\"content\":\"hello\"}");
            assertEquals(201, answer.statusCode(), answer.body());
            assertEquals(200, service.get("/q/health/ready").statusCode());
        }
        assertTrue(answered > AWAY.toSeconds(), "answers over REST: " + answered);
        kafka = LocalKafka.start(folder.resolve("kafka"), port);

        awaitAll(ids("rest-", answered));
    }

    private void sendAll() {
        client.sendAll(IntStream.range(0, SUBMISSIONS)
            .mapToObj(i -> "{\"id\":\"post-" + i + "\",\"content\":\"hello " + i + "\"}"));
    }

    /** Leaves it in the middle of the run. */
    private void sendAllAndAwaitAFifth() {
        sendAll();
        Awaitility.await().atMost(PATIENCE).until(() -> kept() >= SUBMISSIONS / 5);
    }

    /** Each has one decision in the ledger and at least one on the topic, and no dead letter. */
    private void awaitAll(Set<String> others) {
        var ids = ids("post-", SUBMISSIONS);
        ids.addAll(others);
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(this::published,
            published -> published.containsAll(ids));
        Awaitility.await().atMost(PATIENCE).until(this::kept, count -> count == ids.size());
        assertEquals(List.of(), client.seen(KafkaClient.DEAD_LETTERS, record -> true));
    }

    private static Set<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toSet());
    }

    private Set<String> published() {
        return client.seen(KafkaClient.DECISIONS, record -> true).stream()
            .map(record -> KafkaClient.header(record, "ce_id")).collect(Collectors.toSet());
    }

    private long kept() {
        try (var connection = DriverManager.getConnection(postgres.getJdbcUrl("postgres", "postgres"));
             var statement = connection.createStatement();
             var rows = statement.executeQuery("select count(*) from decision")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServiceProcess startService() {
        return startService(folder);
    }

    private ServiceProcess startService(Path folder) {
        return ServiceProcess.start(folder, Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
            "QUARKUS_DATASOURCE_JDBC_URL", postgres.getJdbcUrl("postgres", "postgres"),
            "MODERATO_KAFKA_PUBLISH_REST", "true", "MODERATO_EMBEDDED_ENABLED", "false", "LLAMA_GUARD_URL", models.url("vllm"),
            "GROQ_API_KEY", ModelDouble.KEY, "MODERATO_GROQ_URL", models.url("groq"),
            "QUARKUS_LOG_CATEGORY__MODERATO_DECISIONS__LEVEL", "WARN"));
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder().setPort(port).setCleanDataDirectory(false)
            .setDataDirectory(Files.createDirectories(folder.resolve("postgres")))
            .setServerConfig("fsync", "on").start();
    }

    /** A time that is the test's very subject. */
    private static void pass(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
