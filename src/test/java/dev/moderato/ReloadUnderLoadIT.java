package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.modeldouble.ModelDouble;
import dev.moderato.policy.Revision;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What comes in while the policies change is decided under one state of them. A profile's folder is a symbolic link that
 * is turned to another folder every 100 ms; the policies of each have categories of their own, and every submission
 * violates all, so that its findings tell whose policies judged it.
 */
class ReloadUnderLoadIT {

    private static final int SUBMISSIONS = Integer.getInteger("run.submissions", 1_000);
    /** Sent before anything is timed: the JVM compiles for about 50,000 submissions. */
    private static final int WARM_UP = 3 * SUBMISSIONS;
    private static final int A_SECOND = 1_000;
    private static final Duration SWAP = Duration.ofMillis(100);
    private static final int CONNECTIONS = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> BOOKS = List.of("A", "B", "C", "D");
    private static final List<String> POLICIES = List.of("first", "second");

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<JsonObject> decisions = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    /** By the revision of a policy's file, the book that it is in. */
    private final Map<String, String> books = new HashMap<>();
    private ModelDouble models;
    private ServiceProcess service;

    @BeforeEach
    void start() throws IOException {
        for (var book : BOOKS) {
            prepare(book);
        }
        Files.createDirectories(folder.resolve("policies"));
        turnTo("A");
        models = ModelDouble.start().recording(false);
        service = ServiceProcess.start(folder, Map.of("MODERATO_POLICIES_FOLDER", folder.resolve("policies").toString(),
            "MODERATO_POLICIES_POLL", "20ms", "MODERATO_EMBEDDED_ENABLED", "false", "GROQ_API_KEY", ModelDouble.KEY,
            "MODERATO_GROQ_URL", models.url("groq"), "QUARKUS_LOG_CATEGORY__MODERATO_DECISIONS__LEVEL", "WARN"));
    }

    @AfterEach
    void stop() {
        service.close();
        models.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    @Tag("long")
    void everyDecisionIsMadeUnderOneStateOfThePolicies() throws Exception {
        var swaps = new AtomicInteger();
        var swapping = Executors.newSingleThreadScheduledExecutor();
        swapping.scheduleAtFixedRate(() -> turnTo(BOOKS.get(swaps.incrementAndGet() % BOOKS.size())), SWAP.toMillis(),
            SWAP.toMillis(), TimeUnit.MILLISECONDS);
        sendAndAwait(WARM_UP, "cold-", A_SECOND);
        var begin = System.nanoTime();
        var swapsBefore = swaps.get();
        sendAndAwait(SUBMISSIONS, "warm-", A_SECOND);
        var seconds = (System.nanoTime() - begin) / 1e9;
        var swapsWhile = swaps.get() - swapsBefore;
        swapping.shutdownNow();

        assertEquals(List.of(), failures.stream().limit(5).toList());
        assertEquals(WARM_UP + SUBMISSIONS, decisions.size());
        var revisions = new HashMap<String, Set<String>>();
        decisions.forEach(decision -> revisions.computeIfAbsent(decision.getString("revision"), r -> new HashSet<>())
            .add(bookOf(decision)));
        assertTrue(revisions.size() > 1, "no other policies came into force");
        revisions.forEach((revision, whose) -> assertEquals(1, whose.size(), revision + " is of the books " + whose));
        assertTrue(revisions.size() <= BOOKS.size(), "a state that no folder had: " + revisions);
        System.out.printf("%d submissions, %.0f a second of %d wanted, %d swaps meanwhile, %d times other policies came into"
            + " force in all %d swaps, %d revisions decided%n", SUBMISSIONS, SUBMISSIONS / seconds, A_SECOND, swapsWhile,
            timesInForce() - 1, swaps.get(), revisions.size());
    }

    /** The one book that all its findings and assessments are of. */
    private String bookOf(JsonObject decision) {
        var findings = all(decision, "findings");
        var whose = Stream.concat(findings.stream().map(finding -> finding.getString("category").substring(0, 1)),
            Stream.concat(findings.stream(), all(decision, "assessments").stream())
                .map(one -> books.getOrDefault(one.getString("revision"), "?"))).collect(Collectors.toSet());
        assertEquals(POLICIES, findings.stream().map(finding -> finding.getString("policy")).sorted().toList(),
            decision.toString());
        assertEquals(POLICIES.size(), all(decision, "assessments").size());
        assertEquals(1, whose.size(), decision.toString());
        return whose.iterator().next();
    }

    private static List<JsonObject> all(JsonObject decision, String array) {
        return decision.getJsonArray(array).stream().map(JsonObject.class::cast).toList();
    }

    /** Returns when all are answered; sends so many a second as long as the connections suffice, and later if not. */
    private void sendAndAwait(int count, String prefix, int aSecond) throws InterruptedException {
        var client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setMaxWaitQueueSize(-1));
        var answered = new Semaphore(0);
        var content = BOOKS.stream().flatMap(book -> IntStream.rangeClosed(1, POLICIES.size())
            .mapToObj(i -> "[[v=" + book + i + ":" + book + i + ".a]]")).collect(Collectors.joining(" "));
        var begin = System.nanoTime();
        for (var i = 0; i < count; i++) {
            TimeUnit.NANOSECONDS.sleep(begin + i * 1_000_000_000L / aSecond - System.nanoTime());
            var body = new JsonObject().put("id", prefix + i).put("content", content).toBuffer();
            client.request(HttpMethod.POST, service.url().getPort(), "127.0.0.1", "/v1/decisions")
                .compose(request -> request.putHeader("Content-Type", "application/json").send(body))
                .compose(response -> response.body().map(answer -> take(response.statusCode(), answer)))
                .onFailure(failure -> failures.add(failure.toString())).onComplete(done -> answered.release());
        }
        assertTrue(answered.tryAcquire(count, PATIENCE.toSeconds(), TimeUnit.SECONDS), "not all were answered");
        client.close();
    }

    private Buffer take(int status, Buffer answer) {
        if (status == 201) {
            decisions.add(answer.toJsonObject());
        } else {
            failures.add(status + " " + answer);
        }
        return answer;
    }

    private long timesInForce() throws IOException {
        try (var lines = Files.lines(folder.resolve("service.log"))) {
            return lines.filter(line -> line.contains("profile=default revision=")).count();
        }
    }

    private void prepare(String book) throws IOException {
        var profile = Files.createDirectories(folder.resolve("books").resolve(book));
        var shipped = Files.readString(Path.of("policies/default/hazards.yaml"));
        Files.writeString(profile.resolve("hazards.yaml"), "keep: digest\nguards: {}\n"
            + shipped.substring(shipped.indexOf("\nhazards:")));
        for (var i = 1; i <= POLICIES.size(); i++) {
            var bytes = policy(book + i).getBytes();
            Files.write(profile.resolve(POLICIES.get(i - 1) + ".md"), bytes);
            books.put(Revision.of(bytes), book);
        }
    }

    private static String policy(String category) {
        return """
            ---
            title: %1$s
            consult: always
            categories:
              %1$s: {name: Marked, hazard: S2, outcome: review, rules: [%1$s.a]}
            ---
            ## Instructions
            Answer with ONE JSON object: "category":"%1$s"|null
            ## Definitions
            ## Criteria
            - %1$s.a Marked.
            ## Examples
            """.formatted(category);
    }

    /** Whoever looks finds the folder that was, or the one that is. */
    private void turnTo(String book) {
        try {
            var link = folder.resolve("policies/default");
            var next = Files.createSymbolicLink(folder.resolve("next"), folder.resolve("books").resolve(book));
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
