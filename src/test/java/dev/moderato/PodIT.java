package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.decision.LocalPostgres;
import dev.moderato.intake.access.ApiKeys;
import dev.moderato.modeldouble.ModelDouble;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service as the pod in {@code deploy/base} runs it, with the environment of the manifest and under load,
 * when it is told to stop. It has a read-only root of its own, a small {@code /tmp} and no rights; where that can't be had
 * (it takes root on Linux), it runs as whoever runs the tests. Its JVM and the options of that are the image's, where
 * there is a JVM 25.
 */
@Tag("process")
class PodIT {

    private static final int CALLERS = 32;
    private static final String AS_IN_A_POD = "src/test/resources/as-in-a-pod.sh";

    @TempDir
    private Path folder;

    private final String key = ApiKeys.make();
    private LocalPostgres postgres;
    private ModelDouble models;
    private PodSpec pod;
    private boolean confined;

    @BeforeEach
    void neighbours() throws IOException, InterruptedException {
        postgres = LocalPostgres.start(folder.resolve("postgres"));
        models = ModelDouble.start(0, Duration.ofMillis(300)).recording(false);
        pod = PodSpec.read();
        confined = canConfine();
        System.out.println(confined ? "the service runs as the user 65532 on a read-only root"
            : "no root of its own can be had here: the service runs as " + System.getProperty("user.name"));
    }

    @AfterEach
    void stop() {
        models.close();
        postgres.close();
    }

    @Test
    void whatWasAcceptedBeforeTheStopIsAnsweredAndKept() throws Exception {
        drains(Map.of("MODERATO_GROQ_URL", models.url("groq")), Map.of("groq-api-key", ModelDouble.KEY));
    }

    @Test
    void theGuardsInTheProcessAnswerToTheEnd() throws Exception {
        drains(Map.of(), Map.of());
    }

    private void drains(Map<String, String> extra, Map<String, String> modelKeys) throws Exception {
        var process = launch(extra, modelKeys);
        try (var service = ServiceProcess.started(process, log());
             var load = new SteadyLoad(service.url(), key, CALLERS);
             var stream = new EndlessStream(service.url(), key)) {
            Awaitility.await().atMost(Duration.ofSeconds(60))
                .until(() -> load.ended("201") > 3 * CALLERS && stream.statuses().size() > CALLERS);
            var before = load.ended("201");
            var accepted = load.underWay();
            service.terminate();

            assertTrue(process.waitFor(pod.secondsToStop(), TimeUnit.SECONDS), "it would have been killed");
            assertEquals(143, process.exitValue(), Files.readString(log()));
            System.out.println("at the stop " + before + " were answered and " + accepted.size() + " under way; in the end "
                + load.tally() + ", and " + stream.statuses().size() + " lines");
            assertTrue(load.ended("201") > before, "none was under way");
            assertEquals(Set.of(), accepted.stream().filter(id -> SteadyLoad.CUT_OFF.equals(load.ends().get(id)))
                .collect(Collectors.toSet()), "cut off, though sent before the stop");
            assertEquals(Set.of(), minus(load.tally().keySet(),
                Set.of("201", "503 Retry-After: 1", SteadyLoad.CUT_OFF, SteadyLoad.NO_CONNECTION)));
            stream.end().get(1, TimeUnit.SECONDS);
            assertEquals(Set.of(201), Set.copyOf(stream.statuses().values()));
            var answered = new HashSet<>(stream.statuses().keySet());
            load.ends().forEach((id, end) -> {
                if (end.equals("201")) {
                    answered.add(id);
                }
            });
            assertEquals(Set.of(), minus(answered, kept()), "answered and not kept");
            assertEquals(Set.of(), minus(kept(), answered), "kept and not answered");
            assertFalse(Files.readString(log()).contains("ERROR"), Files.readString(log()));
        }
    }

    private Process launch(Map<String, String> extra, Map<String, String> modelKeys) throws IOException {
        var environment = pod.environment(Map.of(
            "moderato-database", Map.of("jdbc-url", postgres.jdbcUrl(), "username", "postgres", "password", "none"),
            "moderato-keys", Map.of("MODERATO_KEYS_TEST_HASH", ApiKeys.hash(key)),
            "moderato-models", modelKeys));
        environment.putAll(extra);
        var jar = Path.of(System.getProperty("moderato.jar", "target/quarkus-app/quarkus-run.jar")).toAbsolutePath();
        var policies = Path.of("policies").toAbsolutePath();
        var newest = ImageJvm.home();
        var jvm = newest.orElse(Path.of(System.getProperty("java.home"))).toRealPath().toString();
        var command = new ArrayList<String>();
        if (confined) {
            command.addAll(List.of(AS_IN_A_POD, jvm, jar.getParent().toString(),
                policies.toString(), pod.tmpSize()));
        } else {
            environment.put("MODERATO_POLICIES_FOLDER", policies.toString());
        }
        command.add(jvm + "/bin/java");
        if (newest.isPresent()) {
            command.addAll(ImageJvm.options());
        }
        command.addAll(List.of("-jar", confined ? "quarkus-run.jar" : jar.toString()));
        return ServiceProcess.launch(command, environment, log());
    }

    /** Root may, unless it is one in a container that has few rights. */
    private static boolean canConfine() throws InterruptedException {
        try {
            return new ProcessBuilder(AS_IN_A_POD, System.getProperty("java.home"), ".", "policies", "1m", "/bin/true")
                .start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Path log() {
        return folder.resolve("service.log");
    }

    private Set<String> kept() throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
             var rows = connection.createStatement().executeQuery("select id from decision")) {
            var ids = new HashSet<String>();
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
            return ids;
        }
    }

    private static Set<String> minus(Set<String> all, Set<String> less) {
        return all.stream().filter(id -> !less.contains(id)).collect(Collectors.toSet());
    }
}
