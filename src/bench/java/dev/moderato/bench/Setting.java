package dev.moderato.bench;

import dev.moderato.modeldouble.ModelDouble;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The double, the service and the bare endpoint, each a process of its own. */
final class Setting implements AutoCloseable {

    private static final int LINES = 100;
    private static final String NDJSON = "application/x-ndjson";
    private static final String TEXT = "I really liked the third episode, but the ending felt rushed and nobody told what"
        + " became of the dog. That is what I think of number %d.";
    /** Of the service, with commas between them: a small heap, and what of the image's matters here and JDK 17 has too. */
    private static final String OPTIONS = System.getProperty("bench.java-options",
        "-Xmx128m,-XX:TrimNativeHeapInterval=5000,-XX:+UnlockExperimentalVMOptions,-XX:G1NewSizePercent=40,"
            + "-XX:-G1UseAdaptiveIHOP,-XX:InitiatingHeapOccupancyPercent=45");

    final Child service;

    private final int modelsPort = Child.freePort();
    private final int port = Child.freePort();
    private final int barePort = Child.freePort();
    private final String host = "http://127.0.0.1:" + modelsPort;
    private final Child models;
    private final Child bare;

    /** @param besides environment of the service */
    Setting(Path folder, Database database, Path policies, int modelMillis, Map<String, String> besides) {
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
            Map.entry("QUARKUS_LOG_CATEGORY__MODERATO_DECISIONS__LEVEL", "WARN"),
            // An arena of malloc's for each thread else, of which little is used.
            Map.entry("MALLOC_ARENA_MAX", "2")));
        environment.putAll(besides);
        service = Child.java(folder.resolve("service.log"), environment, at(port, "/q/health/ready"),
            Stream.concat(Arrays.stream(OPTIONS.split(",")), Stream.of("-jar", "target/quarkus-app/quarkus-run.jar"))
                .toList());
        bare = Child.java(folder.resolve("bare.log"), Map.of("QUARKUS_HTTP_PORT", Integer.toString(barePort),
                "BARE_GROQ", host + "/groq/openai/v1", "BARE_VLLM", host + "/vllm/v1"),
            at(barePort, "/vertx"), List.of("-jar", "src/bench/bare/target/quarkus-app/quarkus-run.jar"));
    }

    Target rest() {
        return Target.json("REST, three guards", at(port, "/v1/decisions"), Setting::submission);
    }

    /** The service's doors, then what to compare them with. */
    List<Target> targets() {
        return List.of(rest(), Target.json("REST, one guard", at(port, "/v1/decisions"), Setting::byOneGuard),
            Target.json("OpenAI, three guards", at(port, "/v1/moderations"), i -> "{\"input\":\"" + text(i) + "\"}"),
            Target.json("OpenAI, one guard", at(port, "/v1/moderations"),
                i -> "{\"model\":\"one\",\"input\":\"" + text(i) + "\"}"),
            stream("NDJSON, three guards", Setting::submission), stream("NDJSON, one guard", Setting::byOneGuard),
            bare("Vert.x", "/vertx", 3), bare("Vert.x", "/vertx", 1), bare("typed", "/typed", 3),
            Target.json("double alone, one call", at(modelsPort, "/groq/openai/v1/chat/completions"),
                call("\"model\":\"meta-llama/llama-prompt-guard-2-86m\"", "")));
    }

    private Target stream(String name, IntFunction<String> line) {
        return new Target(name, at(port, "/v1/decisions"), NDJSON, i -> IntStream.range(0, LINES)
            .mapToObj(place -> line.apply(i * LINES + place)).collect(Collectors.joining("\n")), LINES);
    }

    /** For streams that stay open: one line each. */
    List<Target> lines() {
        return List.of(new Target("NDJSON, three guards", at(port, "/v1/decisions"), NDJSON, Setting::submission, 1),
            new Target("NDJSON, one guard", at(port, "/v1/decisions"), NDJSON, Setting::byOneGuard, 1));
    }

    /** Not sent by HTTP, but as records. */
    List<Target> records() {
        return List.of(Target.json("Kafka, three guards", at(port, "/"), Setting::submission),
            Target.json("Kafka, one guard", at(port, "/"), Setting::byOneGuard));
    }

    private Target bare(String client, String path, int guards) {
        return Target.json("bare endpoint, %s client, %d call%s".formatted(client, guards, guards == 1 ? "" : "s"),
            at(barePort, path + "?guards=" + guards), Setting::submission);
    }

    /** The three calls that a submission takes, as the bare endpoint makes them. */
    List<Target> calls() {
        var groq = at(modelsPort, "/groq/openai/v1/chat/completions");
        return List.of(
            Target.json("prompt guard", groq, call("\"model\":\"meta-llama/llama-prompt-guard-2-86m\"", "")),
            Target.json("llama guard", at(modelsPort, "/vllm/v1/chat/completions"),
                call("\"model\":\"meta-llama/llama-guard-4-12b\",\"temperature\":0,\"logprobs\":true,\"top_logprobs\":20", "")),
            Target.json("safeguard", groq, call("\"model\":\"openai/gpt-oss-safeguard-20b\",\"temperature\":0",
                "{\"role\":\"system\",\"content\":\"" + "policy ".repeat(400) + "\"},")));
    }

    static String submission(int number) {
        return "{\"content\":\"" + text(number) + "\"}";
    }

    static String byOneGuard(int number) {
        return "{\"profile\":\"one\",\"content\":\"" + text(number) + "\"}";
    }

    private static IntFunction<String> call(String settings, String before) {
        return i -> "{" + settings + ",\"messages\":[" + before + "{\"role\":\"user\",\"content\":\"" + text(i) + "\"}]}";
    }

    private static String text(int number) {
        return TEXT.formatted(number);
    }

    Meters meters() {
        return Meters.of(at(port, "/"));
    }

    private static URI at(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Of the service. */
    Measured measured() {
        return new Measured(service, true);
    }

    /** Of whom the target belongs to. */
    Measured measured(Target target) {
        var of = target.url().getPort();
        return new Measured(of == port ? service : of == barePort ? bare : models, of == port);
    }

    /** What one process takes during some runs, and not in between. */
    final class Measured {

        private final Child child;
        private final boolean ours;
        private double cpuMillis;
        private Meters taken = Meters.NONE;

        private Measured(Child child, boolean ours) {
            this.child = child;
            this.ours = ours;
        }

        <T> T during(Supplier<T> run) {
            var cpuBefore = child.cpuMillis();
            var before = ours ? meters() : Meters.NONE;
            var result = run.get();
            taken = taken.plus(before, ours ? meters() : Meters.NONE);
            cpuMillis += child.cpuMillis() - cpuBefore;
            return result;
        }

        Cost cost(long answered, double seconds) {
            return new Cost(cpuMillis / answered, child.residentMegabytes(), taken.allocatedBytes() / answered / 1_000,
                taken.pauseSeconds() * 1_000 / seconds, taken.longestPauseSeconds() * 1_000, taken.commits() / seconds,
                taken.commits() == 0 ? 0 : taken.rows() / taken.commits());
        }
    }

    /**
     * What it took.
     *
     * @param cpuMillis of the process, a submission
     * @param allocatedKilobytes a submission
     * @param pauseMillis of garbage collection, a second
     * @param commits a second, such as write decisions
     * @param rows decisions a commit
     */
    record Cost(double cpuMillis, double residentMegabytes, double allocatedKilobytes, double pauseMillis,
                double longestPauseMillis, double commits, double rows) {
    }

    @Override
    public void close() {
        try (models; service; bare) {
            // each is closed, though another has ended by itself
        }
    }
}
