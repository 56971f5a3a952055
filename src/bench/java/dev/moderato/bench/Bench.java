package dev.moderato.bench;

import dev.moderato.intake.kafka.KafkaClient;
import dev.moderato.intake.kafka.KafkaLoop;
import dev.moderato.intake.kafka.LocalKafka;
import dev.moderato.modeldouble.ModelDouble;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * How much the service adds to the models' own time, and how much it bears: the packaged service, a PostgreSQL, the double
 * and this generator share the machine. What is compared runs in the same run. See README.md beside it.
 */
final class Bench implements AutoCloseable {

    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 60));
    private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("bench.seconds", 15));
    private static final int UNDER_WAY = 64;
    private static final int MODEL_MILLIS = 150;
    private static final int LINES = 100;
    private static final int RECORDS = Integer.getInteger("bench.records", 10_000);
    private static final String TEXT = "I really liked the third episode, but the ending felt rushed and nobody told what"
        + " became of the dog. That is what I think of number %d.";

    private final Path folder = Files.createDirectories(Path.of("target", "bench"));
    private final Path policies = Books.write(folder.resolve("policies"));
    private final Report report = new Report();
    private final Database database = new Database(folder.resolve("data"));
    private final Load load = new Load();

    private Bench() throws IOException {
    }

    public static void main(String[] args) throws IOException {
        try (var bench = new Bench()) {
            bench.atHighestRate();
            bench.overKafka();
            bench.repeats("0s");
            bench.repeats("1h");
            bench.addedLatency();
            bench.report.write(Path.of("target", "bench.json"));
        }
    }

    /** With models that answer at once, so that what is measured is ours. */
    private void atHighestRate() {
        try (var setting = new Setting(0)) {
            var targets = setting.targets();
            targets.forEach(target -> load.closed(target, UNDER_WAY, WARM_UP.dividedBy(targets.size())));
            load.closed(targets.get(0), UNDER_WAY, WARM_UP);
            for (var target : targets) {
                var measured = new Measured(setting, target);
                report.rate(target.name(), load.closed(target, UNDER_WAY, EACH), measured);
            }
            report.inserts(1, database.insertsASecond(1, 5));
            report.inserts(128, database.insertsASecond(128, 5));
        }
    }

    /** With models that answer at once: the door, and a loop that reads and writes and does nothing else. */
    private void overKafka() {
        try (var kafka = LocalKafka.start(folder.resolve("kafka-" + System.nanoTime()), 0);
             var client = new KafkaClient(kafka.bootstrapServers());
             var setting = new Setting(0, Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()))) {
            decided(client, "warm-up", RECORDS * 3);
            var begin = System.nanoTime();
            decided(client, "measured", RECORDS);
            report.kafka(RECORDS / ((System.nanoTime() - begin) / 1e9),
                KafkaLoop.recordsASecond(kafka.bootstrapServers(), RECORDS * 4));
        }
    }

    private static void decided(KafkaClient client, String prefix, int count) {
        client.sendAll(IntStream.range(0, count)
            .mapToObj(i -> "{\"id\":\"" + prefix + i + "\",\"content\":\"" + TEXT.formatted(i) + "\"}"));
        Awaitility.await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(20)).until(() -> client.seen(
            KafkaClient.DECISIONS, record -> KafkaClient.header(record, "ce_id").startsWith(prefix)).size() >= count);
    }

    /** What the models are asked for 10,000 submissions of which 30 % are exact repeats. */
    private void repeats(String reuse) {
        try (var setting = new Setting(0, Map.of("MODERATO_REUSE", reuse))) {
            var run = load.open(Target.json("repeats", at(setting.port, "/v1/decisions"),
                i -> submission(i % 10 < 3 ? i - 5 : i)), 500, Duration.ofSeconds(20));
            report.repeats(reuse, run, setting.meters());
        }
    }

    /** With models that take their time: what is left when that is taken away. */
    private void addedLatency() {
        try (var setting = new Setting(MODEL_MILLIS)) {
            var targets = setting.targets().stream().filter(target -> target.submissions() == 1).toList();
            targets.forEach(target -> load.open(target, 500, WARM_UP.dividedBy(targets.size())));
            load.open(targets.get(0), 500, WARM_UP);
            for (var aSecond : List.of(200, 1_000)) {
                for (var target : targets) {
                    var measured = new Measured(setting, target);
                    report.latency(target.name(), aSecond, MODEL_MILLIS, load.open(target, aSecond, EACH), measured);
                }
            }
        }
    }

    @Override
    public void close() {
        load.close();
        database.close();
    }

    /** Counters as they stood before a run, of the process that the run is about. */
    final class Measured {

        private final Setting setting;
        private final Child child;
        private final boolean ours;
        private final double cpu;
        private final Meters meters;
        private final Database.Counts counts = database.counts();

        Measured(Setting setting, Target target) {
            this.setting = setting;
            this.ours = target.url().getPort() == setting.port;
            this.child = ours ? setting.service : target.url().getPort() == setting.barePort ? setting.bare
                : setting.models;
            this.cpu = child.cpuMillis();
            this.meters = ours ? setting.meters() : null;
        }

        Cost cost(long answered, double seconds) {
            var cpuMillis = (child.cpuMillis() - cpu) / answered;
            if (!ours) {
                return new Cost(cpuMillis, child.residentMegabytes(), 0, 0, 0, 0, 0);
            }
            var now = setting.meters();
            var kept = database.counts();
            var commits = kept.commits() - counts.commits();
            return new Cost(cpuMillis, child.residentMegabytes(),
                (now.allocatedBytes() - meters.allocatedBytes()) / answered / 1_000,
                (now.pauseSeconds() - meters.pauseSeconds()) * 1_000 / seconds, now.longestPauseSeconds() * 1_000,
                commits / seconds, commits == 0 ? 0 : (kept.rows() - counts.rows()) / (double) commits);
        }
    }

    /**
     * What it took.
     *
     * @param cpuMillis of the process, a submission
     * @param allocatedKilobytes a submission
     * @param pauseMillis of garbage collection, a second
     * @param commits a second, reading ones too
     * @param rows decisions a commit
     */
    record Cost(double cpuMillis, double residentMegabytes, double allocatedKilobytes, double pauseMillis,
                double longestPauseMillis, double commits, double rows) {
    }

    /** The double, the service and the bare endpoint, each a process of its own. */
    private final class Setting implements AutoCloseable {

        private final int modelsPort = Child.freePort();
        private final int port = Child.freePort();
        private final int barePort = Child.freePort();
        private final Child models;
        private final Child service;
        private final Child bare;

        Setting(int modelMillis) {
            this(modelMillis, Map.of());
        }

        Setting(int modelMillis, Map<String, String> besides) {
            var host = "http://127.0.0.1:" + modelsPort;
            models = Child.java(folder.resolve("double.log"), Map.of(), URI.create(host + "/__double/count"),
                List.of("-cp", System.getProperty("java.class.path"), ModelDouble.class.getName(),
                    Integer.toString(modelsPort), Integer.toString(modelMillis)));
            var environment = new HashMap<>(Map.ofEntries(
                Map.entry("QUARKUS_HTTP_PORT", Integer.toString(port)),
                Map.entry("QUARKUS_DATASOURCE_JDBC_URL", database.url()),
                Map.entry("MODERATO_POLICIES_FOLDER", policies.toString()),
                Map.entry("MODERATO_EMBEDDED_ENABLED", "false"),
                Map.entry("MODERATO_GROQ_URL", host + "/groq/openai/v1"),
                Map.entry("GROQ_API_KEY", ModelDouble.KEY),
                Map.entry("LLAMA_GUARD_URL", host + "/vllm/v1"),
                Map.entry("MODERATO_GUARDS_PROMPT_GUARD_CONCURRENCY", "256"),
                Map.entry("MODERATO_GUARDS_LLAMA_GUARD_CONCURRENCY", "256"),
                Map.entry("MODERATO_GUARDS_SAFEGUARD_CONCURRENCY", "256"),
                Map.entry("QUARKUS_LOG_CATEGORY__MODERATO_DECISIONS__LEVEL", "WARN")));
            environment.putAll(besides);
            service = Child.java(folder.resolve("service.log"), environment,
                at(port, "/q/health/ready"), List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
            bare = Child.java(folder.resolve("bare.log"), Map.of("QUARKUS_HTTP_PORT", Integer.toString(barePort),
                    "BARE_GROQ", host + "/groq/openai/v1", "BARE_VLLM", host + "/vllm/v1"),
                at(barePort, "/bare"), List.of("-jar", "src/bench/bare/target/quarkus-app/quarkus-run.jar"));
        }

        /** The service's doors, then what to compare them with. */
        List<Target> targets() {
            return List.of(
                Target.json("REST, three guards", at(port, "/v1/decisions"), Bench::submission),
                Target.json("REST, one guard", at(port, "/v1/decisions"),
                    i -> "{\"profile\":\"one\",\"content\":\"" + TEXT.formatted(i) + "\"}"),
                Target.json("OpenAI, three guards", at(port, "/v1/moderations"),
                    i -> "{\"input\":\"" + TEXT.formatted(i) + "\"}"),
                new Target("NDJSON bulk, three guards", at(port, "/v1/decisions"), "application/x-ndjson",
                    i -> IntStream.range(0, LINES).mapToObj(line -> submission(i * LINES + line))
                        .collect(Collectors.joining("\n")), LINES),
                Target.json("bare endpoint, three calls", at(barePort, "/bare?guards=3"), Bench::submission),
                Target.json("bare endpoint, one call", at(barePort, "/bare?guards=1"), Bench::submission),
                Target.json("double alone, one call", at(modelsPort, "/groq/openai/v1/chat/completions"),
                    call("meta-llama/llama-prompt-guard-2-86m")));
        }

        Meters meters() {
            return Meters.of(at(port, "/"));
        }

        @Override
        public void close() {
            bare.close();
            service.close();
            models.close();
        }
    }

    private static String submission(int number) {
        return "{\"content\":\"" + TEXT.formatted(number) + "\"}";
    }

    private static IntFunction<String> call(String model) {
        return i -> "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + TEXT.formatted(i)
            + "\"}]}";
    }

    private static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
