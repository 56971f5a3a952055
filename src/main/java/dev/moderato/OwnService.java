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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A service that a command starts in its own process: on a free port of the loopback, with a key made for it. */
final class OwnService {

    private static final Duration STARTING = Duration.ofMinutes(2);
    /** What comes before the service has set up its own log. */
    private static final Logger DATABASE = Logger.getLogger("io.zonky");

    private OwnService() {
    }

    /** What a command does with a service; the exit status. */
    interface Use {

        int of(URI service, Optional<String> key) throws Exception;
    }

    /**
     * Starts it, has it used, and stops it again.
     *
     * @param tenant whose decisions the key makes and sees
     * @return the exit status: 2 when it could not be started, and has said why
     */
    static int use(String tenant, String role, Use use) throws Exception {
        DATABASE.setLevel(Level.WARNING);
        var key = ApiKeys.make();
        var port = freePort();
        Map.of("quarkus.http.host", "127.0.0.1", "quarkus.http.port", Integer.toString(port),
            "quarkus.log.level", "WARN", "kafka.bootstrap.servers", "", "moderato.kafka.embedded", "false",
            "moderato.open", "false", "moderato.keys.command.hash", ApiKeys.hash(key),
            "moderato.keys.command.tenant", tenant, "moderato.keys.command.roles", role)
            .forEach(System::setProperty);
        var ended = CompletableFuture.supplyAsync(OwnService::serve, task -> new Thread(task, "service").start());
        var service = URI.create("http://127.0.0.1:" + port);
        try {
            return isUp(service, ended) ? use.of(service, Optional.of(key)) : 2;
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
