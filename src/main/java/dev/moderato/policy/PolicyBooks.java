package dev.moderato.policy;

import io.quarkus.runtime.Startup;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The books in force, one a profile. Read at the start, which a broken file stops. */
@Startup
@ApplicationScoped
public class PolicyBooks {

    private static final Logger LOG = Logger.getLogger(PolicyBooks.class);

    private final Map<String, PolicyBook> books;

    /** Where the policies are. */
    @ConfigMapping(prefix = "moderato.policies")
    interface Settings {

        /** The folder that holds one folder a profile. */
        @WithDefault("policies")
        Path folder();
    }

    PolicyBooks(Settings settings) {
        var folder = settings.folder();
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException("moderato.policies.folder: there is no folder " + folder.toAbsolutePath());
        }
        books = PolicyFolder.read(folder);
        if (!books.containsKey("default")) {
            throw new IllegalStateException("moderato.policies.folder: " + folder + " has no default/hazards.yaml");
        }
        books.values().forEach(book -> LOG.infof("profile=%s revision=%s policies=%s", book.profile(),
            book.revision(), book.policies().stream().map(Policy::id).toList()));
    }

    public Optional<PolicyBook> profile(String name) {
        return Optional.ofNullable(books.get(name));
    }

    public Collection<PolicyBook> all() {
        return books.values();
    }
}
