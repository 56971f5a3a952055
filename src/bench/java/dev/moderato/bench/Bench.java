package dev.moderato.bench;

import static java.util.stream.Collectors.toMap;

import dev.moderato.bench.KafkaLoop.Timed;
import dev.moderato.intake.kafka.LocalKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How much the service adds to the models' own time, and how much it bears: the packaged service, a PostgreSQL, the double
 * and this generator share the machine. What is compared runs in the same run. See README.md beside it.
 */
final class Bench implements AutoCloseable {

    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 180));
    private static final Duration EACH = Duration.ofSeconds(Integer.getInteger("bench.seconds", 15));
    /** How often each of what is compared has its turn. */
    private static final int ROUNDS = 5;
    private static final Duration TURN = EACH.dividedBy(ROUNDS);
    /** A step of warming up. */
    private static final Duration STEP = Duration.ofSeconds(10);
    /** What the compilers of a warm JVM take of one core. */
    private static final double COMPILED = 0.05;
    private static final int RECORDS = Integer.getInteger("bench.records", 10_000);
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
        return new Setting(folder, database.empty(), policies, modelMillis, besides);
    }

    /** With models that answer at once, so that what is measured is ours. */
    private void atHighestRate() {
        try (var setting = setting(0, Map.of())) {
            var targets = setting.targets();
            warmUp(setting, targets, UNDER_WAY);
            inTurns(setting, targets, target -> load.closed(target, underWay(target, UNDER_WAY), TURN), report::rate);
            report.inserts(1, database.insertsASecond(1, 5));
            report.inserts(128, database.insertsASecond(128, 5));
        }
    }

    /** What came of one target's runs. */
    private interface Result {

        void of(String target, Load.Run run, Setting.Measured measured);
    }

    /** One target after the other, a few times, so that a slow minute of the machine is nobody's alone. */
    private static void inTurns(Setting setting, List<Target> targets, Function<Target, Load.Run> run, Result result) {
        var measured = targets.stream().collect(toMap(target -> target, setting::measured));
        var runs = new HashMap<Target, Load.Run>();
        for (var round = 0; round < ROUNDS; round++) {
            for (var target : targets) {
                runs.merge(target, measured.get(target).during(() -> run.apply(target)), Load.Run::plus);
            }
        }
        targets.forEach(target -> result.of(target.name(), runs.get(target), measured.get(target)));
    }

    private void warmUp(Setting setting, List<Target> targets, int underWay) {
        targets.forEach(target -> load.closed(target, underWay(target, underWay), STEP));
        warmUp(setting, () -> load.closed(setting.rest(), underWay, STEP));
    }

    /** Until the service's JVM has compiled what matters, or for as long as there is time for it. */
    private static void warmUp(Setting setting, Runnable step) {
        var end = System.nanoTime() + WARM_UP.toNanos();
        for (var share = 1.0; share > COMPILED && System.nanoTime() < end;) {
            var begin = System.nanoTime();
            var compiled = setting.service.compilerMillis();
            step.run();
            share = (setting.service.compilerMillis() - compiled) * 1e6 / (System.nanoTime() - begin);
        }
    }

    /** Of streams fewer, so that there are places for each. */
    private static int underWay(Target target, int most) {
        return target.submissions() == 1 ? most : most / 16;
    }

    /** With models that answer at once: the door, and loops that read and write and do nothing else, or only ask. */
    private void overKafka() {
        try (var kafka = LocalKafka.start(folder.resolve("kafka-" + System.nanoTime()), 0);
             var setting = setting(0, Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()))) {
            var loop = new KafkaLoop(kafka.bootstrapServers());
            var sent = new AtomicInteger();
            warmUp(setting, () -> {
                loop.send(RECORDS, i -> Setting.submission(sent.incrementAndGet()));
                loop.decided("decisions", RECORDS);
            });
            loop.send(RECORDS, i -> Setting.byOneGuard(sent.incrementAndGet()));
            loop.decided("decisions", RECORDS);
            var calls = setting.calls();
            Function<Integer, Timed> bare = count -> loop.worked("bare", count,
                record -> CompletableFuture.completedStage(null));
            Function<Integer, Timed> asking = count -> loop.worked("asking", count,
                record -> load.all(calls).toCompletionStage());
            List.of(bare, asking).forEach(other -> other.apply(sent.get()));
            var doors = setting.records();
            var measured = doors.stream().map(setting::measured).toList();
            var times = Stream.generate(() -> Timed.NOTHING).limit(4).toArray(Timed[]::new);
            for (var round = 0; round < ROUNDS; round++) {
                for (var door = 0; door < 2; door++) {
                    var body = doors.get(door).body();
                    times[door] = times[door].plus(measured.get(door).during(() -> {
                        loop.send(RECORDS, i -> body.apply(sent.incrementAndGet()));
                        return loop.decided("decisions", RECORDS);
                    }));
                }
                times[2] = times[2].plus(bare.apply(2 * RECORDS));
                times[3] = times[3].plus(asking.apply(2 * RECORDS));
            }
            for (var door = 0; door < 2; door++) {
                report.kafka(doors.get(door).name(), times[door].aSecond(),
                    measured.get(door).cost(times[door].records(), times[door].seconds()));
            }
            report.kafka("bare consume-produce loop", times[2].aSecond(), null);
            report.kafka("the same with three calls", times[3].aSecond(), null);
        }
    }

    /** What the models are asked for 10,000 submissions of which 30 % are exact repeats. */
    private void repeats() {
        for (var reuse : List.of("0s", "1h")) {
            try (var setting = setting(0, Map.of("MODERATO_REUSE", reuse))) {
                var rest = setting.rest();
                warmUp(setting, () -> load.closed(rest, UNDER_WAY, STEP));
                var before = setting.meters();
                report.repeats(reuse, load.open(Target.json("repeats", rest.url(),
                    i -> Setting.submission(i % 10 < 3 ? i - 5 : i)), 250, Duration.ofSeconds(40)), before, setting.meters());
            }
        }
    }

    /** With models that take their time: what is left when that is taken away. */
    private void addedLatency() {
        try (var kafka = LocalKafka.start(folder.resolve("kafka-" + System.nanoTime()), 0);
             var setting = setting(MODEL_MILLIS, Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()))) {
            var loop = new KafkaLoop(kafka.bootstrapServers());
            var sent = new AtomicInteger();
            var alone = setting.targets().stream().filter(target -> target.submissions() == 1).toList();
            var ways = new LinkedHashMap<Target, BiFunction<Integer, Duration, Load.Run>>();
            alone.forEach(target -> ways.put(target, (aSecond, duration) -> load.open(target, aSecond, duration)));
            setting.lines().forEach(lines ->
                ways.put(lines, (aSecond, duration) -> load.lines(lines, aSecond, duration)));
            setting.records().forEach(records ->
                ways.put(records, (aSecond, duration) -> loop.open("latency", aSecond, duration,
                    i -> records.body().apply(sent.decrementAndGet()))));
            warmUp(setting, alone, 4 * UNDER_WAY);
            ways.values().forEach(way -> way.apply(200, STEP));
            for (var aSecond : List.of(200, 1_000)) {
                inTurns(setting, List.copyOf(ways.keySet()), target -> ways.get(target).apply(aSecond, TURN),
                    (target, run, measured) -> report.latency(target, aSecond, MODEL_MILLIS, run, measured));
            }
        }
    }

    /** Three times as much as it bears, for a minute, and what comes after. */
    private void overload() {
        try (var setting = setting(MODEL_MILLIS, Map.of())) {
            var rest = setting.rest();
            warmUp(setting, () -> load.closed(rest, 4 * UNDER_WAY, STEP));
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
