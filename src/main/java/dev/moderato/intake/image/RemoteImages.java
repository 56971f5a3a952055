package dev.moderato.intake.image;

import dev.moderato.guard.Part.Image;
import dev.moderato.intake.problem.RefusedException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Fetches images that callers give by address, where that is switched on. A caller must not reach through us what it
 * can't reach itself: only https, only hosts all of whose addresses are public, and the connection goes to the very
 * address that was checked, so that a second look-up can't lead elsewhere. Each redirect is checked alike.
 */
@ApplicationScoped
public class RemoteImages {

    private static final Logger LOG = Logger.getLogger(RemoteImages.class);

    /** Whether and how long to fetch. */
    @ConfigMapping(prefix = "moderato.content")
    public interface Settings {

        /** Whether images may be given by their addresses. */
        @WithDefault("false")
        boolean remoteImages();

        /** For one image, look-up and redirects included. */
        @WithDefault("5s")
        Duration remoteTimeout();
    }

    private final Vertx vertx;
    private final Settings settings;
    private final Names names;
    private final Predicate<InetAddress> allowed;
    private final HttpClient client;
    /** Of its own, since a look-up can take half a minute and can't be cut short. */
    private final WorkerExecutor lookUps;

    @Inject
    RemoteImages(Vertx vertx, Settings settings) {
        this(vertx, settings, host -> List.of(InetAddress.getAllByName(host)), PublicAddresses::contain,
            new HttpClientOptions());
    }

    RemoteImages(Vertx vertx, Settings settings, Names names, Predicate<InetAddress> allowed,
                 HttpClientOptions options) {
        this.vertx = vertx;
        this.settings = settings;
        this.names = names;
        this.allowed = allowed;
        this.client = vertx.createHttpClient(options.setTracingPolicy(TracingPolicy.IGNORE).setKeepAlive(false).setSsl(true).setVerifyHost(true));
        this.lookUps = vertx.createSharedWorkerExecutor("image-look-ups", 4);
    }

    public boolean areFetched() {
        return settings.remoteImages();
    }

    /**
     * The images at the addresses, both by their paths in the submission. Fails with {@link RefusedException}, which
     * tells apart neither hosts that don't exist from those that aren't public, nor what these answer.
     */
    public Uni<Map<String, Image>> fetch(Map<String, String> addresses) {
        if (addresses.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        var images = addresses.entrySet().stream().map(entry -> fetch(entry.getKey(), entry.getValue())
            .map(image -> Map.entry(entry.getKey(), image))).toList();
        return Uni.join().all(images).andFailFast().emitOn(Infrastructure.getDefaultWorkerPool())
            .map(fetched -> {
                var byPath = new TreeMap<String, Image>();
                fetched.forEach(entry -> byPath.put(entry.getKey(), entry.getValue()));
                return byPath;
            });
    }

    private Uni<Image> fetch(String path, String address) {
        return Uni.createFrom().<byte[]>emitter(emitter ->
                new ImageFetch(vertx, client, lookUps, names, allowed, emitter).go(address, settings.remoteTimeout()))
            .map(bytes -> Images.of(bytes)
                .orElseThrow(() -> new ImageFetch.FailedException("no image that the models know")))
            .onFailure(ImageFetch.FailedException.class).transform(failure -> {
                LOG.debugf("an image was not fetched: %s", failure.getMessage());
                return RefusedException.field(path, "could not be fetched: it must be an https address of a public"
                    + " host, and answer with a PNG, JPEG, GIF or WebP of at most 4 MiB within "
                    + settings.remoteTimeout().toMillis() / 1000.0 + " s");
            });
    }
}
