package dev.moderato.bench;

import dev.moderato.intake.kafka.LocalKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * How much the service adds to the models' own time, and how much it bears: the packaged service, a PostgreSQL, the double
 * and this generator share the machine. What is compared runs in the same run. See README.md beside it.
 */
final class Bench implements AutoCloseable {

    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 60));
    private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("bench.seconds", 15));
    private static final int RECORDS = Integer.getInteger("bench.records", 20_000);
    private static final int UNDER_WAY = 64;
    private static final int MODEL_MILLIS = 150;
    private static final int OVER = 3;
    private static final Duration OVERLOADED = Duration.ofSeconds(60);

    private final Path folder = Files.createDirectories(Path.of("target", "bench"));
    private final Path policies = Books.write(folder.resolve("policies"));
    private final Report report = new Report();
    private final Database database = new Database(folder.resolve("data"));
    private final Load load = new Load();

    private Bench() throws IOException {
    }

    public static void main(String[] args) throws IOException {
        try (var bench = new Bench()) {
            var parts = new LinkedHashMap<String, Runnable>();
            parts.put("rate", bench::atHighestRate);
            parts.put("kafka", bench::overKafka);
            parts.put("repeats", bench::repeats);
            parts.put("latency", bench::addedLatency);
            parts.put("overload", bench::overload);
            for (var part : System.getProperty("bench.parts", String.join(",", parts.keySet())).split(",")) {
                parts.get(part).run();
            }
            bench.report.write(Path.of("target", "bench.json"));
        }
    }

    private Setting setting(int modelMillis, Map<String, String> besides) {
        return new Setting(folder, database, policies, modelMillis, besides);
    }

    /** With models that answer at once, so that what is measured is ours. */
    private void atHighestRate() {
        try (var setting = setting(0, Map.of())) {
            var targets = setting.targets();
            targets.forEach(target -> load.closed(target, underWay(target), WARM_UP.dividedBy(targets.size())));
            load.closed(setting.rest(), UNDER_WAY, WARM_UP);
            for (var target : targets) {
                var measured = setting.measured(target);
                report.rate(target.name(), load.closed(target, underWay(target), EACH), measured);
            }
            report.inserts(1, database.insertsASecond(1, 5));
            report.inserts(128, database.insertsASecond(128, 5));
        }
    }

    /** Of streams fewer, so that there are places for each. */
    private static int underWay(Target target) {
        return target.submissions() == 1 ? UNDER_WAY : UNDER_WAY / 16;
    }

    /** With models that answer at once: the door, and loops that read and write and do nothing else, or only ask. */
    private void overKafka() {
        try (var kafka = LocalKafka.start(folder.resolve("kafka-" + System.nanoTime()), 0);
             var setting = setting(0, Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()))) {
            var loop = new KafkaLoop(kafka.bootstrapServers());
            loop.send(RECORDS * 6, Setting::submission);
            loop.decidedASecond("counted", RECORDS * 6);
            var measured = setting.measured();
            loop.send(RECORDS, i -> Setting.submission(-i));
            var decided = loop.decidedASecond("counted", RECORDS);
            report.kafka("Kafka, three guards", decided, measured.cost(RECORDS, RECORDS / decided));
            report.kafka("bare consume-produce loop", loop.recordsASecond(RECORDS * 7,
                record -> CompletableFuture.completedStage(null)), null);
            var calls = setting.calls();
            report.kafka("the same with three calls", loop.recordsASecond(RECORDS * 7,
                record -> load.all(calls).toCompletionStage()), null);
        }
    }

    /** What the models are asked for 10,000 submissions of which 30 % are exact repeats. */
    private void repeats() {
        for (var reuse : List.of("0s", "1h")) {
            try (var setting = setting(0, Map.of("MODERATO_REUSE", reuse))) {
                var rest = setting.rest();
                load.closed(rest, UNDER_WAY, WARM_UP.dividedBy(2));
                var before = setting.meters();
                report.repeats(reuse, load.open(Target.json("repeats", rest.url(),
                    i -> Setting.submission(i % 10 < 3 ? i - 5 : i)), 250, Duration.ofSeconds(40)), before, setting.meters());
            }
        }
    }

    /** With models that take their time: what is left when that is taken away. */
    private void addedLatency() {
        try (var setting = setting(MODEL_MILLIS, Map.of())) {
            var targets = setting.targets().stream().filter(target -> target.submissions() == 1).toList();
            targets.forEach(target -> load.closed(target, 4 * UNDER_WAY, WARM_UP.dividedBy(targets.size())));
            load.closed(setting.rest(), 4 * UNDER_WAY, WARM_UP);
            for (var aSecond : List.of(200, 1_000)) {
                for (var target : targets) {
                    var measured = setting.measured(target);
                    report.latency(target.name(), aSecond, MODEL_MILLIS, load.open(target, aSecond, EACH), measured);
                }
            }
        }
    }

    /** Three times as much as it bears, for a minute, and what comes after. */
    private void overload() {
        try (var setting = setting(MODEL_MILLIS, Map.of())) {
            var rest = setting.rest();
            load.closed(rest, 4 * UNDER_WAY, WARM_UP);
            var sustained = (int) load.closed(rest, 4 * UNDER_WAY, EACH).aSecond();
            var before = load.open(rest, sustained / 4, EACH);
            var memory = setting.service.residentMegabytes();
            var over = load.open(rest, sustained * OVER, OVERLOADED);
            var after = new TreeMap<Integer, Load.Run>();
            for (var second = 1; second <= 10; second++) {
                after.put(second, load.open(rest, sustained / 4, Duration.ofSeconds(1)));
            }
            report.overload(sustained, before, over, after, memory, setting.service.residentMegabytes());
        }
    }

    @Override
    public void close() {
        load.close();
        database.close();
    }
}
