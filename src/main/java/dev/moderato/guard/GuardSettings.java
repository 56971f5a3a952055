package dev.moderato.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Where the guards are and how patient to be with each. */
@ConfigMapping(prefix = "moderato")
public interface GuardSettings {

    /** The guards by name. */
    Map<String, Remote> guards();

    /** Groq, which serves every guard that has no URL of its own and whose model it has, once there is a key. */
    Groq groq();

    interface Groq {

        Optional<String> apiKey();

        @WithDefault("https://api.groq.com/openai/v1")
        URI url();
    }

    interface Remote {

        /** How the model is asked: {@code llama-guard}, {@code prompt-guard}, {@code safeguard} or {@code tei}. */
        Optional<String> dialect();

        /** The host's base URL, {@code /v1} included where it has one. */
        Optional<URI> url();

        /** The model's name at the host. */
        Optional<String> model();

        /** Sent as bearer token. */
        Optional<String> apiKey();

        /** How long one attempt may take; and as long may it wait for its turn before. */
        @WithDefault("5s")
        Duration timeout();

        /** How often a failed attempt is repeated, within the submission's deadline. */
        @WithDefault("2")
        @PositiveOrZero
        int retries();

        /** How many requests are under way at once: the most connections, fewer with HTTP/2. */
        @WithDefault("64")
        @Positive
        int concurrency();

        /** How many requests may wait for their turn. */
        @WithDefault("1024")
        @Positive
        int queue();

        /** How many tokens the model may answer with; the dialect's own default where not set. */
        OptionalInt maxTokens();

        /** Into how many segments a long text may be cut for Prompt Guard; more is judged in part, and marked so. */
        @WithDefault("16")
        @Positive
        int maxSegments();

        /** Whether to ask Llama Guard's host for token probabilities. */
        @WithDefault("true")
        boolean logprobs();

        /** How the safeguard's host is asked for JSON: {@code json_object}, {@code json_schema} or {@code none}. */
        @WithDefault("json_object")
        @Pattern(regexp = "json_object|json_schema|none")
        String responseFormat();

        /** Groq's service tier: {@code on_demand}, {@code flex} or {@code auto}; not sent where not set. */
        Optional<@Pattern(regexp = "on_demand|flex|auto") String> serviceTier();

        /** What a million prompt tokens cost, in US dollars; for the meters alone. */
        OptionalDouble priceIn();

        /** What a million prompt tokens cost that the host had cached; as much as others where not set. */
        OptionalDouble priceCached();

        /** What a million tokens of an answer cost, in US dollars. */
        OptionalDouble priceOut();
    }
}
