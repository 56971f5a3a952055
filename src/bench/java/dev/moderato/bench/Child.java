package dev.moderato.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A process of its own that is measured, and what the system says it took (Linux: {@code proc(5)}). */
final class Child implements AutoCloseable {

    private static final int TICKS_A_SECOND = 100;
    /**
     * Huge pages as in the image, so that no process is ahead of another by them. And JDK 25 up to 25.0.3 crashes else, now
     * and then, while it compiles this method (JDK-8376104).
     */
    private static final List<String> OPTIONS = List.of("-XX:+UseTransparentHugePages", "-XX:CompileCommand=quiet",
        "-XX:CompileCommand=exclude,io.netty.util.concurrent.DefaultPromise::notifyListenersNow");

    private final Process process;
    private final Path log;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param ready answers 200 once it is */
    static Child java(Path log, Map<String, String> environment, URI ready, List<String> arguments) {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(OPTIONS);
        command.addAll(arguments);
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()));
            builder.environment().putAll(environment);
            var child = new Child(builder.start(), log);
            Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
                if (!child.process.isAlive()) {
                    throw new IllegalStateException(Files.readString(log));
                }
                return status(ready) == 200;
            });
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private IllegalStateException ended() {
        return new IllegalStateException("ended with " + process.exitValue() + ", see " + log);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int status(URI url) {
        try {
            return ((HttpURLConnection) url.toURL().openConnection()).getResponseCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Processor time since its start, of all its threads, in milliseconds. */
    double cpuMillis() {
        return cpuMillis(read("stat"));
    }

    private static double cpuMillis(String stat) {
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1_000.0 / TICKS_A_SECOND;
    }

    /** The part of it that the JVM's compilers took. */
    double compilerMillis() {
        try (var threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            return threads.map(thread -> read(thread.resolve("stat"))).filter(stat -> stat.contains("CompilerThre"))
                .mapToDouble(Child::cpuMillis).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    double residentMegabytes() {
        return read("status").lines().filter(line -> line.startsWith("VmRSS:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", ""))).findFirst().orElseThrow() / 1_024;
    }

    private String read(String file) {
        if (!process.isAlive()) {
            throw ended();
        }
        return read(Path.of("/proc", Long.toString(process.pid()), file));
    }

    /** Empty for a thread that has ended meanwhile. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails when the process has ended by itself. */
    @Override
    public void close() {
        if (!process.isAlive()) {
            throw ended();
        }
        process.destroy();
        process.onExit().join();
    }
}
