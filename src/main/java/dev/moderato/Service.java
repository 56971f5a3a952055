package dev.moderato;

import dev.moderato.decision.LocalPostgres;
import dev.moderato.intake.kafka.LocalKafka;
import dev.moderato.policy.BrokenPolicyException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.config.ConfigException;

/** The service, and before it a PostgreSQL of its own when no other is configured, and a broker if wanted. */
final class Service {

    static final String JDBC_URL = "quarkus.datasource.jdbc.url";

    private Service() {
    }

    /** Serves until somebody stops it; then the exit status. */
    static int run() throws IOException {
        return serveWithNeighbours(config());
    }

    private static int serveWithNeighbours(SmallRyeConfig config) {
        var folder = Path.of(config.getOptionalValue("moderato.data", String.class).orElse(".moderato"));
        var stopped = new CountDownLatch(1);
        try (var postgres = postgres(config, folder); var kafka = kafka(config, folder)) {
            if (postgres != null || kafka != null) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stopped), "wait-for-neighbours"));
            }
            return serve(null);
        } catch (IllegalStateException e) {
            report(e);
            return 1;
        } finally {
            stopped.countDown();
        }
    }

    /** Null when another database is configured. */
    private static LocalPostgres postgres(SmallRyeConfig config, Path folder) {
        if (config.getOptionalValue(JDBC_URL, String.class).isPresent()) {
            return null;
        }
        var postgres = LocalPostgres.start(folder);
        System.setProperty(JDBC_URL, postgres.jdbcUrl());
        return postgres;
    }

    /** Null when it isn't wanted. */
    private static LocalKafka kafka(SmallRyeConfig config, Path folder) {
        if (!config.getOptionalValue("moderato.kafka.embedded", Boolean.class).orElse(false)) {
            return null;
        }
        try {
            var kafka = LocalKafka.start(folder.resolve("kafka"),
                config.getOptionalValue("moderato.kafka.port", Integer.class).orElse(9092));
            System.setProperty("kafka.bootstrap.servers", kafka.bootstrapServers());
            return kafka;
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("moderato.kafka.embedded: there is no broker in this package; build it with"
                + " -Pembedded-kafka, or give a broker of your own with KAFKA_BOOTSTRAP_SERVERS", e);
        }
    }

    /**
     * Serves until the application is done, or without one until somebody stops it. Doesn't exit itself, so that the
     * database is stopped after the service.
     */
    static int serve(Class<? extends QuarkusApplication> application) {
        var status = new AtomicInteger();
        Quarkus.run(application, (code, failure) -> {
            status.set(code);
            if (failure != null) {
                report(failure);
            }
        });
        return status.get();
    }

    /** A wrong setting or policy in one line; anything else with its trace. */
    private static void report(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        System.err.println("Moderato can't start: " + cause.getMessage());
        if (!(cause instanceof IllegalStateException || cause instanceof BrokenPolicyException
            || cause instanceof ConfigValidationException || cause instanceof ConfigException)) {
            failure.printStackTrace();
        }
    }

    private static void await(CountDownLatch stopped) {
        try {
            stopped.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is known before Quarkus starts: system properties, the environment, config/application.properties. */
    static SmallRyeConfig config() throws IOException {
        var builder = new SmallRyeConfigBuilder().addDefaultSources().addDefaultInterceptors();
        var file = Path.of("config", "application.properties");
        if (Files.exists(file)) {
            builder.withSources(new PropertiesConfigSource(file.toUri().toURL(), 260));
        }
        return builder.build();
    }
}
