package dev.moderato.policy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The books in force, one a profile. A broken file stops the start; later, all files come into force together, or, when
 * one is broken, none of them.
 */
@Startup
@ApplicationScoped
public class PolicyBooks {

    private static final Logger LOG = Logger.getLogger(PolicyBooks.class);

    private final Path folder;
    private final BookArchive archive;
    private final Counter reloads;
    private volatile Map<String, PolicyBook> books;
    private volatile Optional<String> trouble = Optional.empty();

    /** Where the policies are. */
    @ConfigMapping(prefix = "moderato.policies")
    interface Settings {

        /** The folder that holds one folder a profile. */
        @WithDefault("policies")
        Path folder();

        /** How often it is looked at for changes, which are taken up once they stand still. */
        @WithDefault("500ms")
        Duration poll();
    }

    PolicyBooks(Settings settings, BookArchive archive, MeterRegistry meters) {
        this.archive = archive;
        reloads = Counter.builder("moderato.policies.reloads")
            .description("times that the folder was taken up since the start").register(meters);
        Gauge.builder("moderato.policies.broken", this, books -> books.trouble.isPresent() ? 1 : 0)
            .description("1 while what the folder holds can't come into force").register(meters);
        folder = settings.folder();
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("moderato.policies.folder: there is no folder " + folder.toAbsolutePath());
        }
        if (settings.poll().toMillis() < 1) {
            throw new IllegalStateException("moderato.policies.poll must be at least 1ms, was " + settings.poll());
        }
        books = read();
        archive.keep(books.values());
        books.values().forEach(PolicyBooks::announce);
    }

    public Optional<PolicyBook> profile(String name) {
        return Optional.ofNullable(books.get(name));
    }

    public Collection<PolicyBook> all() {
        return books.values();
    }

    /** Why what the folder holds now is not in force, when it isn't. */
    Optional<String> trouble() {
        return trouble;
    }

    /**
     * Brings what the folder holds now into force, as a whole. When it is broken, what was in force stays so, and one
     * log line says why.
     *
     * @param unchanged whether the folder still holds what it did before it was read: files of two states are no book
     * @return whether that is the last word on what the folder holds now; it isn't while the archive is away
     */
    boolean reload(BooleanSupplier unchanged) {
        try {
            var before = books;
            var now = read();
            if (!unchanged.getAsBoolean()) {
                return false;
            }
            var changed = now.values().stream().filter(book -> !before.containsKey(book.profile())
                || !before.get(book.profile()).revision().equals(book.revision())).toList();
            archive.keep(changed);
            books = now;
            changed.forEach(PolicyBooks::announce);
            reloads.increment();
            if (trouble.isPresent()) {
                LOG.info("policies can be read again");
            }
            trouble = Optional.empty();
            return true;
        } catch (BrokenPolicyException | IllegalStateException | UncheckedIOException e) {
            var why = Optional.of(String.valueOf(e.getMessage()));
            if (!trouble.equals(why)) {
                LOG.warnf("policies not reloaded, the last good ones stay in force: %s", why.get());
            }
            trouble = why;
            return !(e instanceof BookArchive.AwayException);
        }
    }

    private Map<String, PolicyBook> read() {
        var read = PolicyFolder.read(folder);
        if (!read.containsKey("default")) {
            throw new IllegalStateException("moderato.policies.folder: " + folder + " has no default/hazards.yaml");
        }
        return read;
    }

    private static void announce(PolicyBook book) {
        LOG.infof("profile=%s revision=%s policies=%s", book.profile(), book.revision(),
            book.policies().stream().map(Policy::id).toList());
    }
}
