package dev.moderato.policy;

import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Notices that the policies' folder has changed: by an edit, by a swap of the symbolic links of a ConfigMap, by a
 * checkout. It looks instead of being told, since not every file system tells (NFS, mounted volumes).
 */
@Startup
@ApplicationScoped
class PolicyWatch {

    private static final Logger LOG = Logger.getLogger(PolicyWatch.class);
    private static final int DEPTH = 2;

    private final PolicyBooks books;
    private final PolicyBooks.Settings settings;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "policy-watch");
        thread.setDaemon(true);
        return thread;
    });
    private Map<String, String> taken = Map.of();
    private Map<String, String> last = Map.of();

    PolicyWatch(PolicyBooks books, PolicyBooks.Settings settings) {
        this.books = books;
        this.settings = settings;
    }

    @PostConstruct
    void start() {
        var millis = settings.poll().toMillis();
        looking.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        looking.shutdownNow();
    }

    /** Takes up what is there once it stands still: the same as at the last look, and other than what was taken up. */
    void look() {
        try {
            var now = state();
            if (!now.equals(taken) && now.equals(last) && books.reload(() -> state().equals(now))) {
                taken = now;
            }
            last = now;
        } catch (RuntimeException e) {
            LOG.error("the policies' folder can't be looked at", e);
        }
    }

    /** What tells one state of the folder from another, without reading its files. */
    private Map<String, String> state() {
        var folder = settings.folder();
        var state = new TreeMap<String, String>();
        try (var paths = Files.walk(folder, DEPTH, FileVisitOption.FOLLOW_LINKS)) {
            paths.filter(PolicyFolder::counts).forEach(path -> state.put(path.toString(), stateOf(path)));
        } catch (IOException | UncheckedIOException e) {
            state.put(folder.toString(), unreadable(e));
        }
        return state;
    }

    private static String stateOf(Path path) {
        try {
            var is = Files.readAttributes(path, BasicFileAttributes.class);
            return path.toRealPath() + " " + is.size() + " " + is.lastModifiedTime() + " " + is.fileKey();
        } catch (IOException e) {
            return unreadable(e);
        }
    }

    /** A state as any other: should it last, the reload says what is wrong. */
    private static String unreadable(Exception e) {
        return "unreadable: " + e.getMessage();
    }
}
