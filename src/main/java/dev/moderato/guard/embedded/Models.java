package dev.moderato.guard.embedded;

import ai.onnxruntime.OrtException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Question;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The embedded models: loaded once, beside the start and not in its way, and asked on threads of their own, since they
 * compute where a remote guard waits.
 */
@Startup
@ApplicationScoped
class Models {

    private static final Logger LOG = Logger.getLogger(Models.class);

    private final EmbeddedSettings settings;
    private final ThreadPoolExecutor threads;
    private final CompletableFuture<Loaded> loaded = new CompletableFuture<>();
    /** So that the guards that are asked about one submission share one look. */
    private final Cache<Exchange, CompletableFuture<Look>> looks = Caffeine.newBuilder().weakKeys().build();

    /** What is needed to answer. */
    record Loaded(Encoder encoder, Weights weights) {
    }

    Models(EmbeddedSettings settings) {
        this.settings = settings;
        var processors = Runtime.getRuntime().availableProcessors();
        var size = settings.threads().orElse(processors);
        threads = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(settings.queue()),
            task -> {
                var thread = new Thread(task, "embedded-guard");
                thread.setDaemon(true);
                return thread;
            });
        threads.allowCoreThreadTimeOut(true);
    }

    @PostConstruct
    void load() {
        if (settings.enabled()) {
            threads.execute(() -> {
                var begin = System.nanoTime();
                try {
                    var weights = Weights.load();
                    loaded.complete(new Loaded(Encoder.load(), weights));
                    LOG.infof("embedded guards model=%s loaded in %d ms", weights.model(), millisSince(begin));
                } catch (IOException | OrtException | RuntimeException | LinkageError e) {
                    LOG.error("the embedded guards' models can't be loaded", e);
                    loaded.completeExceptionally(e);
                }
            });
        }
    }

    @PreDestroy
    void close() throws OrtException, InterruptedException {
        threads.shutdownNow();
        // A model that is closed while it computes takes the process down.
        if (threads.awaitTermination(5, TimeUnit.SECONDS) && loaded.isDone() && !loaded.isCompletedExceptionally()) {
            loaded.join().encoder().close();
        }
    }

    boolean enabled() {
        return settings.enabled();
    }

    /** Completes once the models are there; fails with the reason why they can't be. */
    CompletableFuture<Loaded> loaded() {
        return loaded.copy();
    }

    /**
     * Looks at what is to be judged; once for all that ask about the same exchange. Fails with
     * {@link Look.LateException}, or with {@link java.util.concurrent.RejectedExecutionException} when too many wait.
     */
    CompletableFuture<Look> look(Question question, Duration patience) {
        var end = System.nanoTime() + patience.toNanos();
        var look = looks.get(question.exchange(),
            exchange -> loaded.thenCompose(models -> computed(question, models, end)));
        return look.whenComplete((done, failure) -> {
            if (failure != null) {
                looks.invalidate(question.exchange());
            }
        });
    }

    private CompletableFuture<Look> computed(Question question, Loaded models, long end) {
        var look = new CompletableFuture<Look>();
        threads.execute(() -> {
            try {
                look.complete(Look.at(question, models, () -> System.nanoTime() < end));
            } catch (OrtException | Look.LateException | RuntimeException | LinkageError e) {
                look.completeExceptionally(e);
            }
        });
        return look;
    }

    private static long millisSince(long begin) {
        return (System.nanoTime() - begin) / 1_000_000;
    }
}
