package dev.moderato;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A file on its way through a service: as often as it takes, as long as something moves. */
final class FileRun implements AutoCloseable {

    private static final int MOST_IDLE_TRIES = 5;

    /** Trying again wouldn't help. */
    static final class CannotRunException extends Exception {

        private static final long serialVersionUID = 1;

        CannotRunException(String message) {
            super(message);
        }
    }

    private final Path input;
    private final Path output;
    private final DecisionsFile decisions;
    private final LineSender sender;
    private final PrintWriter out;

    FileRun(Path input, Path output, URI service, Optional<String> key, PrintWriter out) throws IOException {
        this.input = input;
        this.output = output;
        this.decisions = new DecisionsFile(output);
        this.sender = new LineSender(service, key);
        this.out = out;
    }

    /** Whether every line was decided. Prints a summary. */
    boolean toTheEnd() throws IOException, InterruptedException, CannotRunException {
        var total = countLines();
        var before = decisions.count();
        var begin = System.nanoTime();
        try (var bar = new ProgressBarBuilder().setTaskName("moderate").setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII).setUnit(" lines", 1).showSpeed().setUpdateIntervalMillis(500).build()) {
            bar.stepTo(before);
            sendUntilDone(total, bar);
        }
        summarise(total, before, (System.nanoTime() - begin) / 1e9);
        return decisions.count() == total && !decisions.tally().containsKey("refused");
    }

    private void sendUntilDone(long total, ProgressBar bar) throws IOException, InterruptedException, CannotRunException {
        for (var idle = 0; decisions.count() < total && idle < MOST_IDLE_TRIES; idle++) {
            var before = decisions.count();
            var pause = sender.send(input, decisions, bar::step);
            if (decisions.count() > before) {
                idle = 0;
            }
            if (decisions.count() < total) {
                Thread.sleep(pause.toMillis());
            }
        }
    }

    /** Those that aren't blank; checks in passing that those that are done are still the same. */
    private long countLines() throws IOException, CannotRunException {
        var count = 0L;
        var ids = 0;
        try (var lines = new InputFile(input)) {
            for (var line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    count++;
                    ids += decisions.has(line.number()) ? DecisionsFile.id(line.number(), line.id()) : 0;
                }
            }
        }
        if (ids != decisions.ids()) {
            throw new CannotRunException(output + " is of another " + input.getFileName()
                + " than there is now. Move it away, or give another --output.");
        }
        return count;
    }

    private void summarise(long total, long before, double seconds) {
        var made = decisions.count() - before;
        out.printf("%d of %d lines are done%s; %d in %.1f s, %.0f a second%n", decisions.count(), total,
            before == 0 ? "" : ", " + before + " of them before", made, seconds, made / seconds);
        decisions.tally().forEach((what, count) -> out.printf("  %-8s %8d%n", what, count));
        if (decisions.count() < total) {
            out.printf("Run the same again to go on with the %d that are left%s.%n", total - decisions.count(),
                sender.lastTrouble().map(why -> " (" + why + ")").orElse(""));
        }
        out.printf("Decisions, and what was wrong with refused lines: %s%n", output);
    }

    @Override
    public void close() throws IOException {
        sender.close();
        decisions.close();
    }
}
