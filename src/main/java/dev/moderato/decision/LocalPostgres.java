package dev.moderato.decision;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * A PostgreSQL of our own on the loopback, with its data in a folder that is kept between starts. It is as durable as
 * any: what is committed is on the disk. Whoever may use this machine's loopback may use it, so it is for trying
 * Moderato and for small installations on a machine of their own.
 */
public final class LocalPostgres implements AutoCloseable {

    /** Where the embedded neighbours keep their data. Read before Quarkus starts; here so that it is known. */
    @ConfigMapping(prefix = "moderato")
    interface Settings {

        @WithDefault(".moderato")
        Path data();
    }

    /**
     * The binaries for one folder. The library unpacks those of each resolver once in a process, and would otherwise have
     * a second database run from the first one's folder.
     */
    private record Binaries(Path folder) implements PgBinaryResolver {

        @Override
        public InputStream getPgBinary(String system, String machine) throws IOException {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine);
        }
    }

    private static final Logger LOG = Logger.getLogger(LocalPostgres.class);
    private static final Duration START = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;
    private final FileChannel lock;

    private LocalPostgres(EmbeddedPostgres postgres, FileChannel lock) {
        this.postgres = postgres;
        this.lock = lock;
    }

    /**
     * Starts it on {@code folder}. One that a killed process left behind there is stopped first.
     *
     * @throws IllegalStateException when another process uses the folder, or it can't be started; the message tells
     *     what to do
     */
    public static LocalPostgres start(Path folder) {
        var root = folder.toAbsolutePath().normalize();
        try {
            createForOurselves(root);
            var lock = lock(root);
            try {
                stopLeftBehind(root.resolve("postgres"));
                return new LocalPostgres(postgres(root), lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new IllegalStateException("the embedded PostgreSQL can't start in " + root + " (" + e.getMessage()
                + "): make it a writable folder, choose another with moderato.data, or give a database of your own"
                + " with QUARKUS_DATASOURCE_JDBC_URL", e);
        }
    }

    /** With the user's name in it; there is no password. */
    public String jdbcUrl() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    @Override
    public void close() {
        try (lock) {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres postgres(Path root) throws IOException {
        return EmbeddedPostgres.builder()
            .setDataDirectory(root.resolve("postgres"))
            .setPgBinaryResolver(new Binaries(root))
            .setOverrideWorkingDirectory(Files.createDirectories(root.resolve("binaries")).toFile())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START)
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("max_connections", "100")
            .setServerConfig("unix_socket_directories", "")
            .setOutputRedirector(Redirect.appendTo(root.resolve("postgres.log").toFile()))
            .setErrorRedirector(Redirect.appendTo(root.resolve("postgres.log").toFile()))
            .start();
    }

    /** With what is in it closed to everybody else, where the file system can. */
    private static void createForOurselves(Path root) throws IOException {
        Files.createDirectories(root);
        if (Files.getFileStore(root).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        var channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("locked by this very process", e);
        }
        channel.close();
        throw new IllegalStateException("another Moderato uses " + root + ": stop it, choose another folder with"
            + " moderato.data, or give a database of your own with QUARKUS_DATASOURCE_JDBC_URL");
    }

    /** We hold the lock, so a server that still runs on this data has lost its Moderato. */
    private static void stopLeftBehind(Path data) throws IOException {
        var server = leftBehind(data);
        if (server.isPresent()) {
            LOG.infof("stopping the PostgreSQL (pid %d) that a killed process left behind", server.get().pid());
            server.get().destroy();
            if (!gone(server.get(), 15)) {
                server.get().destroyForcibly();
                gone(server.get(), 15);
            }
        }
    }

    private static Optional<ProcessHandle> leftBehind(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        var pid = Files.readAllLines(pidFile).stream().findFirst().filter(line -> line.matches("\\d{1,18}"));
        return pid.flatMap(line -> ProcessHandle.of(Long.parseLong(line))).filter(ProcessHandle::isAlive)
            .filter(process -> process.info().commandLine().filter(line -> line.contains(data.toString())).isPresent());
    }

    private static boolean gone(ProcessHandle process, int seconds) {
        try {
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
