package dev.moderato;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The packaged service as a process of its own, on a free port. */
final class ServiceProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[\\d.]+:(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final URI url;

    private ServiceProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /** Returns once it is ready; fails when it ends before. */
    static ServiceProcess start(Path folder, Map<String, String> environment) {
        var service = listening(folder, environment);
        service.awaitReady();
        return service;
    }

    /** Returns once it listens, ready or not; fails when it ends before. */
    static ServiceProcess listening(Path folder, Map<String, String> environment) {
        var log = folder.resolve("service.log");
        return started(launch(folder, environment, log), log);
    }

    /** Returns once it is ready; fails when it ends before. */
    static ServiceProcess started(Process process, Path log) {
        var port = Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> {
            var match = LISTENING.matcher(Files.readString(log));
            if (match.find()) {
                return match.group(1);
            }
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(log));
            }
            return "";
        }, found -> !found.isEmpty());
        return new ServiceProcess(process, URI.create("http://127.0.0.1:" + port));
    }

    void awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> get("/q/health/ready").statusCode() == 200);
    }

    /** What it printed and the exit status, of one that is expected to end by itself. */
    static String run(Path folder, Map<String, String> environment, String... arguments) {
        var log = folder.resolve("command.log");
        return finish(launch(folder, environment, log, arguments), log);
    }

    /** The exit status and what it printed. */
    static String finish(Process process, Path log) {
        try {
            return process.waitFor() + "\n" + Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs beside the service; what it prints goes into the log. */
    static Process launch(Path folder, Map<String, String> environment, Path log, String... arguments) {
        var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-jar",
            System.getProperty("moderato.jar", "target/quarkus-app/quarkus-run.jar")));
        command.addAll(List.of(arguments));
        var all = new HashMap<>(environment);
        all.putIfAbsent("MODERATO_DATA", folder.resolve("data").toString());
        return launch(command, all, log);
    }

    /** A command that runs the service, with no settings but these. */
    static Process launch(List<String> command, Map<String, String> environment, Path log) {
        try {
            Files.deleteIfExists(log);
            Files.createFile(log);
            var builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()));
            builder.environment().keySet().removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("MODERATO_")
                || name.startsWith("GROQ_") || name.startsWith("KAFKA_") || name.startsWith("LLAMA_GUARD_"));
            builder.environment().put("QUARKUS_HTTP_PORT", "0");
            builder.environment().putAll(environment);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return url;
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(url.resolve(path)).header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30)).POST(BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(30)).build(),
            BodyHandlers.ofString());
    }

    /** As {@code kill} does it, and without waiting for the end. */
    Process terminate() {
        process.destroy();
        return process;
    }

    /** As {@code kill -9} does it: nothing of the process runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As {@code kill} does it: it finishes what it accepted. */
    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
