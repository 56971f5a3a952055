package dev.moderato.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;

/**
 * What the service says of itself at {@code /q/metrics}.
 *
 * @param commits such as write decisions
 * @param rows decisions written
 */
record Meters(double allocatedBytes, double pauseSeconds, double longestPauseSeconds, double commits, double rows,
              double modelCalls, double modelTokens) {

    static final Meters NONE = new Meters(0, 0, 0, 0, 0, 0, 0);

    static Meters of(URI service) {
        try {
            var connection = service.resolve("/q/metrics").toURL().openConnection();
            connection.setRequestProperty("Connection", "close");
            connection.setReadTimeout(10_000);
            var text = new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Meters(sum(text, "jvm_gc_memory_allocated_bytes_total"), sum(text, "jvm_gc_pause_seconds_sum"),
                highest(text, "jvm_gc_pause_seconds_max"), sum(text, "moderato_ledger_commit_rows_count"),
                sum(text, "moderato_ledger_commit_rows_sum"), sum(text, "moderato_guard_attempts_total"),
                sum(text, "moderato_guard_tokens_total"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** This and what came between the two; of the longest pause the longer. */
    Meters plus(Meters before, Meters after) {
        return new Meters(allocatedBytes + after.allocatedBytes - before.allocatedBytes,
            pauseSeconds + after.pauseSeconds - before.pauseSeconds,
            Math.max(longestPauseSeconds, after.longestPauseSeconds), commits + after.commits - before.commits,
            rows + after.rows - before.rows, modelCalls + after.modelCalls - before.modelCalls,
            modelTokens + after.modelTokens - before.modelTokens);
    }

    private static double sum(String text, String name) {
        return values(text, name).sum();
    }

    private static double highest(String text, String name) {
        return values(text, name).max().orElse(0);
    }

    private static DoubleStream values(String text, String name) {
        return text.lines().filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }
}
