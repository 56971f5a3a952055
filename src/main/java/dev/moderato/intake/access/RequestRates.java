package dev.moderato.intake.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.moderato.intake.problem.BusyException;
import io.github.bucket4j.Bucket;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** How many requests a second each caller sends. */
@ApplicationScoped
class RequestRates {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final AccessSettings settings;
    /** A bucket that nobody has touched for longer than it takes to fill is as good as a new one. */
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder().expireAfterAccess(Duration.ofSeconds(10))
        .build();

    RequestRates(AccessSettings settings) {
        this.settings = settings;
    }

    /** @throws BusyException when the caller is over its limit */
    void count(Caller caller) {
        var key = settings.keys().get(caller.name());
        var limit = key != null && key.requestsPerSecond().isPresent() ? key.requestsPerSecond()
            : settings.limits().requestsPerSecond();
        if (limit.isEmpty()) {
            return;
        }
        var rate = limit.getAsInt();
        var probe = buckets.get(caller.name(), name -> Bucket.builder()
            .addLimit(bandwidth -> bandwidth.capacity(rate).refillGreedy(rate, SECOND)).build())
            .tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw BusyException.tooManyRequests(
                Math.max(1, Duration.ofNanos(probe.getNanosToWaitForRefill()).plus(SECOND).toSeconds()));
        }
    }
}
