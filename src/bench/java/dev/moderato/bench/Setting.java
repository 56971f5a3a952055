package dev.moderato.bench;

import dev.moderato.modeldouble.ModelDouble;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The double, the service and the bare endpoint, each a process of its own. */
final class Setting implements AutoCloseable {

    private static final int LINES = 100;
    private static final String TEXT = "I really liked the third episode, but the ending felt rushed and nobody told what"
        + " became of the dog. That is what I think of number %d.";
    /** Of the service, with commas between them. */
    private static final String OPTIONS = System.getProperty("bench.java-options", "-Xmx128m");

    final Child service;

    private final int modelsPort = Child.freePort();
    private final int port = Child.freePort();
    private final int barePort = Child.freePort();
    private final String host = "http://127.0.0.1:" + modelsPort;
    private final Database database;
    private final Child models;
    private final Child bare;

    /** @param besides environment of the service */
    Setting(Path folder, Database database, Path policies, int modelMillis, Map<String, String> besides) {
        this.database = database;
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
            at(barePort, "/bare"), List.of("-jar", "src/bench/bare/target/quarkus-app/quarkus-run.jar"));
    }

    Target rest() {
        return Target.json("REST, three guards", at(port, "/v1/decisions"), Setting::submission);
    }

    /** The service's doors, then what to compare them with. */
    List<Target> targets() {
        return List.of(rest(),
            Target.json("REST, one guard", at(port, "/v1/decisions"),
                i -> "{\"profile\":\"one\",\"content\":\"" + text(i) + "\"}"),
            Target.json("OpenAI, three guards", at(port, "/v1/moderations"), i -> "{\"input\":\"" + text(i) + "\"}"),
            new Target("NDJSON bulk, three guards", at(port, "/v1/decisions"), "application/x-ndjson",
                i -> IntStream.range(0, LINES).mapToObj(line -> submission(i * LINES + line))
                    .collect(Collectors.joining("\n")), LINES),
            Target.json("bare endpoint, three calls", at(barePort, "/bare?guards=3"), Setting::submission),
            Target.json("bare endpoint, one call", at(barePort, "/bare?guards=1"), Setting::submission),
            Target.json("double alone, one call", at(modelsPort, "/groq/openai/v1/chat/completions"),
                call("meta-llama/llama-prompt-guard-2-86m")));
    }

    /** The three calls that a submission takes, by themselves. */
    List<Target> calls() {
        var groq = at(modelsPort, "/groq/openai/v1/chat/completions");
        return List.of(Target.json("prompt guard", groq, call("meta-llama/llama-prompt-guard-2-86m")),
            Target.json("llama guard", at(modelsPort, "/vllm/v1/chat/completions"), call("meta-llama/llama-guard-4-12b")),
            Target.json("safeguard", groq, call("openai/gpt-oss-safeguard-20b")));
    }

    static String submission(int number) {
        return "{\"content\":\"" + text(number) + "\"}";
    }

    private static IntFunction<String> call(String model) {
        return i -> "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text(i) + "\"}]}";
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

    /** From now on, what the service takes. */
    Measured measured() {
        return new Measured(service, true);
    }

    /** From now on, what it takes whom the target belongs to. */
    Measured measured(Target target) {
        var of = target.url().getPort();
        return new Measured(of == port ? service : of == barePort ? bare : models, of == port);
    }

    /** Counters of a process as they stood before a run. */
    final class Measured {

        private final Child child;
        private final boolean ours;
        private final double cpu;
        private final Meters before;
        private final Database.Counts counts = database.counts();

        private Measured(Child child, boolean ours) {
            this.child = child;
            this.ours = ours;
            this.cpu = child.cpuMillis();
            this.before = ours ? meters() : null;
        }

        Cost cost(long answered, double seconds) {
            var cpuMillis = (child.cpuMillis() - cpu) / answered;
            if (!ours) {
                return new Cost(cpuMillis, child.residentMegabytes(), 0, 0, 0, 0, 0);
            }
            var now = meters();
            var kept = database.counts();
            var commits = kept.commits() - counts.commits();
            return new Cost(cpuMillis, child.residentMegabytes(),
                (now.allocatedBytes() - before.allocatedBytes()) / answered / 1_000,
                (now.pauseSeconds() - before.pauseSeconds()) * 1_000 / seconds, now.longestPauseSeconds() * 1_000,
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

    @Override
    public void close() {
        bare.close();
        service.close();
        models.close();
    }
}
