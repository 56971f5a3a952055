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
    private final long total;
    private final PrintWriter out;

    private FileRun(Path input, Path output, DecisionsFile decisions, long total, PrintWriter out) {
        this.input = input;
        this.output = output;
        this.decisions = decisions;
        this.total = total;
        this.out = out;
    }

    /** Goes on with what the output has already. */
    static FileRun of(Path input, Path output, PrintWriter out) throws IOException, CannotRunException {
        var decisions = new DecisionsFile(output);
        return new FileRun(input, output, decisions, countLines(input, output, decisions), out);
    }

    boolean isDone() {
        return decisions.count() == total;
    }

    /** Whether every line was decided. Prints a summary. */
    boolean toTheEnd(URI service, Optional<String> key) throws IOException, InterruptedException, CannotRunException {
        var before = decisions.count();
        var begin = System.nanoTime();
        var trouble = Optional.<String>empty();
        if (!isDone()) {
            try (var sender = new LineSender(service, key);
                 var bar = new ProgressBarBuilder().setTaskName("moderate").setInitialMax(total)
                     .setStyle(ProgressBarStyle.ASCII).setUnit(" lines", 1).showSpeed().setUpdateIntervalMillis(500)
                     .build()) {
                bar.stepTo(before);
                sendUntilDone(sender, bar);
                trouble = sender.lastTrouble();
            }
        }
        summarise(before, (System.nanoTime() - begin) / 1e9, trouble);
        return isDone() && !decisions.tally().containsKey("refused");
    }

    private void sendUntilDone(LineSender sender, ProgressBar bar)
        throws IOException, InterruptedException, CannotRunException {
        for (var idle = 0; !isDone() && idle < MOST_IDLE_TRIES; idle++) {
            var before = decisions.count();
            var pause = sender.send(input, decisions, bar::step);
            if (decisions.count() > before) {
                idle = 0;
            }
            if (!isDone()) {
                Thread.sleep(pause.toMillis());
            }
        }
    }

    /** Those that aren't blank; checks in passing that those that are done are still the same. */
    private static long countLines(Path input, Path output, DecisionsFile decisions)
        throws IOException, CannotRunException {
        var count = 0L;
        var ids = 0;
        try (var lines = new InputFile(input)) {
            for (var line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    count++;
                    ids += decisions.has(line.number()) ? DecisionsFile.id(line.number(), line.named().id()) : 0;
                }
            }
        }
        if (ids != decisions.ids()) {
            throw new CannotRunException(output + " is of another " + input.getFileName()
                + " than there is now. Move it away, or give another --output.");
        }
        return count;
    }

    private void summarise(long before, double seconds, Optional<String> trouble) {
        var made = decisions.count() - before;
        out.printf("%d of %d lines are done%s; %d in %.1f s, %.0f a second%n", decisions.count(), total,
            before == 0 ? "" : ", " + before + " of them before", made, seconds, made / seconds);
        decisions.tally().forEach((what, count) -> out.printf("  %-8s %8d%n", what, count));
        if (!isDone()) {
            out.printf("Run the same again to go on with the %d that are left%s.%n", total - decisions.count(),
                trouble.map(why -> " (" + why + ")").orElse(""));
        }
        out.printf("Decisions, and what was wrong with refused lines: %s%n", output);
    }

    @Override
    public void close() throws IOException {
        decisions.close();
    }
}
