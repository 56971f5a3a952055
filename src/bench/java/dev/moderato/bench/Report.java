package dev.moderato.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.SortedMap;

/** Prints each line as it comes, and keeps all for the file: with machine and date, since only ratios compare. */
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode all = JSON.createObjectNode();
    private final ArrayNode rates = all.putArray("highestRate");
    private final ArrayNode inserts = all.putArray("inserts");
    private final ArrayNode latencies = all.putArray("latency");

    void rate(String target, Load.Run run, Setting.Measured measured) {
        if (rates.isEmpty()) {
            System.out.printf("%n%-40s %9s %9s %9s %9s %8s %9s %9s %9s %11s%n", "models at 0 ms", "a second", "p50 ms",
                "p99 ms", "CPU ms", "RSS MB", "kB alloc", "GC ms/s", "commits/s", "rows/commit");
        }
        var line = run(rates.addObject().put("target", target), run, measured);
        System.out.printf(Locale.ROOT, "%-40s %9.0f %9.2f %9.2f %9.3f %8.0f %9.1f %9.2f %9.0f %11.2f%s%n", target,
            run.aSecond(), run.millis(50), run.millis(99), line.cpuMillis(), line.residentMegabytes(),
            line.allocatedKilobytes(), line.pauseMillis(), line.commits(), line.rows(), unanswered(run));
    }

    void inserts(int group, double aSecond) {
        inserts.addObject().put("rowsACommit", group).put("rowsASecond", aSecond);
        System.out.printf(Locale.ROOT, "%-40s %9.0f%n", "inserts alone, groups of " + group, aSecond);
    }

    /** @param cost null where it isn't the service's */
    void kafka(String what, double aSecond, Setting.Cost cost) {
        var line = all.withArray("kafka").addObject().put("what", what).put("aSecond", aSecond);
        line.set("cost", JSON.valueToTree(cost));
        System.out.printf(Locale.ROOT, "%-40s %9.0f%s%n", what, aSecond, cost == null ? ""
            : String.format(Locale.ROOT, " %19s %9.3f %8.0f %9.1f %9.2f %9.0f %11.2f", "", cost.cpuMillis(),
                cost.residentMegabytes(), cost.allocatedKilobytes(), cost.pauseMillis(), cost.commits(), cost.rows()));
    }

    /**
     * @param sustained a second, with as many under way as that takes
     * @param after what a quarter of that met, second by second after the overload
     */
    void overload(int sustained, Load.Run before, Load.Run over, SortedMap<Integer, Load.Run> after, double megabytesBefore,
                  double megabytesAfter) {
        var line = all.putObject("overload").put("sustainedASecond", sustained).put("residentMegabytesBefore",
            megabytesBefore).put("residentMegabytesAfter", megabytesAfter);
        System.out.printf(Locale.ROOT, "%noverload: it bears %d a second; resident %.0f MB before, %.0f MB after%n", sustained,
            megabytesBefore, megabytesAfter);
        overload(line, "a quarter of it, before", before);
        overload(line, "three times, 60 s", over);
        after.forEach((second, run) -> overload(line, "a quarter, second " + second, run));
    }

    private static void overload(ObjectNode line, String what, Load.Run run) {
        line.withArray("runs").addObject().put("what", what).put("aSecond", run.aSecond()).put("shed", run.shed())
            .put("failed", run.failed()).put("p50Millis", sent(run, 50)).put("p99Millis", sent(run, 99))
            .put("longestMillis", sent(run, 100));
        System.out.printf(Locale.ROOT, "%-40s %9.0f a second, p50 %.1f p99 %.1f longest %.1f ms%s%n", what, run.aSecond(),
            sent(run, 50), sent(run, 99), sent(run, 100), unanswered(run));
    }

    private static double sent(Load.Run run, double percentile) {
        return run.sent().getValueAtPercentile(percentile) / 1_000.0;
    }

    /** @param reuse {@code moderato.reuse} */
    void repeats(String reuse, Load.Run run, Meters before, Meters after) {
        var calls = after.modelCalls() - before.modelCalls();
        var tokens = after.modelTokens() - before.modelTokens();
        all.withArray("repeats").addObject().put("reuse", reuse).put("decided", run.answered())
            .put("modelCalls", calls).put("modelTokens", tokens);
        System.out.printf(Locale.ROOT, "30 %% repeats, reuse %-21s %9d decided, %.0f model calls, %.0f tokens%s%n", reuse,
            run.answered(), calls, tokens, unanswered(run));
    }

    /** @param modelMillis is taken away from the times */
    void latency(String target, int aSecond, int modelMillis, Load.Run run, Setting.Measured measured) {
        if (latencies.isEmpty()) {
            System.out.printf("%n%-40s %9s %9s %9s %9s %9s%n", "models at " + modelMillis + " ms: added ms", "a second",
                "p50", "p99", "p99.9", "CPU ms");
        }
        var line = run(latencies.addObject().put("target", target).put("sentASecond", aSecond)
            .put("modelMillis", modelMillis), run, measured);
        System.out.printf(Locale.ROOT, "%-40s %9d %9.2f %9.2f %9.2f %9.3f%s%n", target, aSecond,
            run.millis(50) - modelMillis, run.millis(99) - modelMillis, run.millis(99.9) - modelMillis,
            line.cpuMillis(), unanswered(run));
    }

    void write(Path file) throws IOException {
        var system = ManagementFactory.getOperatingSystemMXBean();
        all.put("at", Instant.now().toString()).put("java", Runtime.version().toString())
            .put("processors", system.getAvailableProcessors())
            .put("system", system.getName() + " " + system.getVersion() + " " + system.getArch())
            .put("loadAverage", system.getSystemLoadAverage());
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
        System.out.println("\n" + file);
    }

    private static Setting.Cost run(ObjectNode to, Load.Run run, Setting.Measured measured) {
        var cost = measured.cost(run.answered(), run.seconds());
        to.put("aSecond", run.aSecond()).put("p50Millis", run.millis(50)).put("p99Millis", run.millis(99))
            .put("p999Millis", run.millis(99.9)).put("shed", run.shed()).put("failed", run.failed());
        to.set("cost", JSON.valueToTree(cost));
        return cost;
    }

    private static String unanswered(Load.Run run) {
        return run.shed() + run.failed() == 0 ? "" : "  " + run.shed() + " shed, " + run.failed() + " failed";
    }
}
