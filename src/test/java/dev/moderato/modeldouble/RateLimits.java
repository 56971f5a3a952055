package dev.moderato.modeldouble;

import dev.moderato.modeldouble.Limits.Dimension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Groq's limits, a bucket for each model and dimension. A model that none are set for has none. */
final class RateLimits {

    private static final String LIMIT = "x-ratelimit-limit-";
    private static final String REMAINING = "x-ratelimit-remaining-";
    private static final String RESET = "x-ratelimit-reset-";
    private static final Map<String, String> FREE = Map.of(
        LIMIT + "requests", "14400", REMAINING + "requests", "14399", RESET + "requests", "6s",
        LIMIT + "tokens", "15000", REMAINING + "tokens", "14996", RESET + "tokens", "16ms");

    private final Map<String, Map<Dimension, Bucket>> models = new HashMap<>();
    private final Supplier<InstantSource> clock;

    RateLimits(Supplier<InstantSource> clock) {
        this.clock = clock;
    }

    synchronized void set(String model, Limits limits) {
        var buckets = new EnumMap<Dimension, Bucket>(Dimension.class);
        for (var dimension : Dimension.values()) {
            if (limits.of(dimension) > 0) {
                buckets.put(dimension, new Bucket(limits.of(dimension), dimension.period(), now()));
            }
        }
        models.put(model, buckets);
    }

    synchronized void clear() {
        models.clear();
    }

    /** Takes the tokens and one request, or refuses and takes nothing. */
    synchronized Optional<Reply> take(String model, long tokens) {
        var buckets = of(model);
        var minute = buckets.get(Dimension.TPM);
        if (minute != null && tokens > minute.limit()) {
            return Optional.of(tooLarge(model, minute.limit(), tokens));
        }
        var now = now();
        var tightest = buckets.keySet().stream()
            .max(Comparator.comparing(each -> buckets.get(each).wait(each.cost(tokens), now)))
            .filter(each -> !buckets.get(each).wait(each.cost(tokens), now).isZero());
        if (tightest.isPresent()) {
            return Optional.of(exhausted(model, tightest.get(), buckets.get(tightest.get()), tokens));
        }
        buckets.forEach((dimension, bucket) -> bucket.take(dimension.cost(tokens)));
        return Optional.empty();
    }

    synchronized void giveBack(String model, long tokens) {
        of(model).forEach((dimension, bucket) -> bucket.giveBack(dimension.cost(tokens) - dimension.cost(0)));
    }

    /** The six headers that are on every response. */
    synchronized Map<String, String> headers(String model) {
        var headers = new HashMap<>(FREE);
        put(headers, "requests", of(model).get(Dimension.RPD));
        put(headers, "tokens", of(model).get(Dimension.TPM));
        return headers;
    }

    private void put(Map<String, String> headers, String type, Bucket bucket) {
        if (bucket != null) {
            headers.put(LIMIT + type, String.valueOf(bucket.limit()));
            headers.put(REMAINING + type, String.valueOf(bucket.remaining(now())));
            headers.put(RESET + type, GoDuration.print(bucket.untilFull(now())));
        }
    }

    private Reply exhausted(String model, Dimension dimension, Bucket bucket, long tokens) {
        var wait = bucket.wait(dimension.cost(tokens), now());
        var seconds = wait.plus(Duration.ofSeconds(1).minusNanos(1)).toSeconds();
        var message = "Rate limit reached for model `" + model + "` in organization `org_01double` service tier "
            + "`on_demand` on " + dimension.words() + ": Limit " + bucket.limit() + ", Used "
            + (bucket.limit() - bucket.remaining(now())) + ", Requested " + dimension.cost(tokens)
            + ". Please try again in " + GoDuration.print(wait) + ".";
        var reply = GroqErrors.of(429, message, dimension.type(), "rate_limit_exceeded")
            .header("retry-after", String.valueOf(seconds));
        return seconds > 60 ? reply.header("x-should-retry", "false") : reply;
    }

    private static Reply tooLarge(String model, long limit, long tokens) {
        return GroqErrors.of(413, "Request too large for model `" + model + "` in organization `org_01double` service "
            + "tier `on_demand` on " + Dimension.TPM.words() + ": Limit " + limit + ", Requested " + tokens
            + ", please reduce your message size and try again.", "tokens", "rate_limit_exceeded");
    }

    private Map<Dimension, Bucket> of(String model) {
        return models.getOrDefault(model, Map.of());
    }

    private Instant now() {
        return clock.get().instant();
    }
}
