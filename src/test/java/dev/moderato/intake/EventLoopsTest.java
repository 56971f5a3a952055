package dev.moderato.intake;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.KafkaForTests;
import dev.moderato.ModelsForTests;
import dev.moderato.PostgresForTests;
import dev.moderato.intake.kafka.KafkaClient;
import dev.moderato.intake.kafka.KafkaDoorTest;
import dev.moderato.modeldouble.ModelDouble;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing blocks an event loop: who waits there makes all wait whose connections are on it. */
@QuarkusTest
@WithTestResource(PostgresForTests.class)
@WithTestResource(ModelsForTests.class)
@WithTestResource(KafkaForTests.class)
@TestProfile(KafkaDoorTest.NoneInTheProcess.class)
class EventLoopsTest {

    private static final List<String> WAITS = List.of("jdk.ThreadPark", "jdk.ThreadSleep", "jdk.JavaMonitorWait",
        "jdk.SocketRead", "jdk.SocketWrite", "jdk.FileRead", "jdk.FileForce");

    /** Netty reads and writes what is there, and random bytes never run out (random(4), of urandom). */
    private static final List<String> HARMLESS = List.of("io.netty.channel.socket.nio.NioSocketChannel.",
        "java.security.SecureRandom.nextBytes");

    ModelDouble models;
    KafkaClient kafka;

    @Inject
    Vertx vertx;

    @TempDir
    Path folder;

    @BeforeEach
    void warm() {
        models.reset();
        throughEachDoor("warm");
    }

    @Test
    void noDoorBlocksAnEventLoop() throws IOException {
        assertEquals(List.of(), waits(() -> throughEachDoor("hello")));
    }

    @Test
    void whatBlocksIsNoticed() throws IOException {
        var waits = waits(() -> {
            var done = new CompletableFuture<Void>();
            vertx.getOrCreateContext().runOnContext(none -> {
                LockSupport.parkNanos(1_000);
                done.complete(null);
            });
            done.join();
        });

        assertTrue(waits.stream().anyMatch(wait -> wait.contains("EventLoopsTest")), waits::toString);
    }

    /** What event loops waited for meanwhile, by the JVM's own account. */
    private List<String> waits(Runnable work) throws IOException {
        var file = folder.resolve("waits.jfr");
        try (var recording = new Recording()) {
            WAITS.forEach(wait -> recording.enable(wait).withThreshold(Duration.ZERO).withStackTrace());
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getThread() != null && event.getThread().getJavaName() != null
                && event.getThread().getJavaName().startsWith("vert.x-eventloop"))
            .map(EventLoopsTest::told).filter(wait -> HARMLESS.stream().noneMatch(wait::contains)).distinct().sorted()
            .toList();
    }

    private static String told(RecordedEvent event) {
        return event.getEventType().getName() + (event.getStackTrace() == null ? "" : event.getStackTrace().getFrames()
            .stream().limit(30).map(frame -> frame.getMethod().getType().getName() + "." + frame.getMethod().getName())
            .collect(Collectors.joining("\n  at ", "\n  at ", "\n")));
    }

    /** Through each door, new and known, allowed and blocked, right and wrong. */
    private void throughEachDoor(String text) {
        for (var content : List.of(text, "[[S9]] " + text, " ")) {
            var id = UUID.randomUUID().toString();
            var submission = Map.of("id", id, "content", content);
            for (var twice = 0; twice < 2; twice++) {
                given().contentType(ContentType.JSON).body(submission).post("/v1/decisions");
            }
            given().contentType(ContentType.JSON).body(Map.of("content", content)).post("/v1/decisions");
            given().get("/v1/decisions/" + id);
            given().get("/v1/decisions?limit=2");
            given().contentType("application/x-ndjson").body(IntStream.range(0, 5)
                .mapToObj(i -> "{\"content\":\"" + content + i + "\"}").collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8))
                .post("/v1/decisions");
            given().contentType(ContentType.JSON).body(Map.of("input", content)).post("/v1/moderations");
            given().contentType(ContentType.JSON).body(Map.of("input_type", "request", "texts", new String[] {content}))
                .post("/beta/litellm_basic_guardrail_api");
        }
        var streamed = UUID.randomUUID().toString();
        kafka.send("key", "{\"id\":\"" + streamed + "\",\"content\":\"" + text + "\"}");
        kafka.decisionOf(streamed);
    }
}
