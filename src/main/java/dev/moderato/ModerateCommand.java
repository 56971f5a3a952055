package dev.moderato;

import dev.moderato.intake.access.ApiKeys;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a file's submissions decided, by a service that runs or by one of its own. */
@Command(name = "moderate", mixinStandardHelpOptions = true,
    description = {"Has every line of a file decided: a submission as JSON each.",
        "What is interrupted goes on where it was when the same is run again."},
    footer = {"", "The key for --url is taken from the environment: MODERATO_KEY.",
        "Exit status: 0 when all lines were decided, 1 when not, 2 when it could not be tried."})
class ModerateCommand implements Callable<Integer> {

    private static final Duration STARTING = Duration.ofMinutes(2);
    /** What comes before the service has set up its own log. */
    private static final Logger DATABASE = Logger.getLogger("io.zonky");

    @Parameters(paramLabel = "FILE")
    private Path file;

    @Option(names = "--url", description = "of a service that runs; without it, one is started and stopped again")
    private URI url;

    @Option(names = "--output", description = "where the decisions go (FILE.decisions.jsonl)")
    private Path output;

    @Option(names = "--tenant", defaultValue = "default",
        description = "of the decisions of a service that is started (${DEFAULT-VALUE}); elsewhere the key has it")
    private String tenant;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file " + file);
        }
        var decisions = output == null ? file.resolveSibling(file.getFileName() + ".decisions.jsonl") : output;
        try (var run = FileRun.of(file, decisions, spec.commandLine().getOut())) {
            if (run.isDone() || url != null) {
                return run.toTheEnd(url, Optional.ofNullable(System.getenv("MODERATO_KEY"))) ? 0 : 1;
            }
            return byAServiceOfOurOwn(run);
        } catch (FileRun.CannotRunException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }

    private int byAServiceOfOurOwn(FileRun run) throws Exception {
        DATABASE.setLevel(Level.WARNING);
        var key = ApiKeys.make();
        var port = freePort();
        Map.of("quarkus.http.host", "127.0.0.1", "quarkus.http.port", Integer.toString(port),
            "quarkus.log.level", "WARN", "kafka.bootstrap.servers", "", "moderato.kafka.embedded", "false",
            "moderato.open", "false", "moderato.keys.moderate.hash", ApiKeys.hash(key),
            "moderato.keys.moderate.tenant", tenant, "moderato.keys.moderate.roles", "submitter")
            .forEach(System::setProperty);
        var ended = CompletableFuture.supplyAsync(ModerateCommand::serve, task -> new Thread(task, "service").start());
        var service = URI.create("http://127.0.0.1:" + port);
        try {
            return !isUp(service, ended) ? 2 : run.toTheEnd(service, Optional.of(key)) ? 0 : 1;
        } finally {
            Quarkus.asyncExit();
            ended.join();
        }
    }

    private static int serve() {
        try {
            return Service.run();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isUp(URI service, CompletableFuture<Integer> ended) throws InterruptedException {
        var http = HttpClient.newHttpClient();
        var until = System.nanoTime() + STARTING.toNanos();
        while (!ended.isDone() && System.nanoTime() < until) {
            try {
                var health = http.send(HttpRequest.newBuilder(service.resolve("/q/health/ready")).build(),
                    BodyHandlers.discarding());
                if (health.statusCode() == 200) {
                    return true;
                }
            } catch (IOException e) {
                // not listening yet
            }
            Thread.sleep(100);
        }
        return false;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
