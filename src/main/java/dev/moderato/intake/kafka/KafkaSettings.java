package dev.moderato.intake.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/** The Kafka door. Who the broker is, and how to speak to it, is Quarkus's {@code kafka.*}. */
@ConfigMapping(prefix = "moderato.kafka")
public interface KafkaSettings {

    /** Whether there is a broker: set by {@link dev.moderato.intake.Switches}. */
    boolean open();

    /** The topic that submissions come from. Short enough to make ids of it. */
    @Size(min = 1, max = 160)
    String submissions();

    /** The topic that decisions go to. */
    @NotBlank
    String decisions();

    /** The topic for submissions that can't be decided on. */
    @NotBlank
    String deadLetters();

    /** The consumer group. */
    @NotBlank
    String group();

    /** Whose the submissions are; ids are per tenant. */
    @WithDefault("default")
    @Size(min = 1, max = 200)
    String tenant();

    /** How many submissions are worked on at once in this process, over all partitions. */
    @Positive
    int inFlight();

    /** Whether a broker of our own is started: before all this is read, so by {@code Moderato}. */
    @WithDefault("false")
    boolean embedded();

    /** The port of that broker. */
    @WithDefault("9092")
    int port();

    /** In which order decisions are published. */
    @WithDefault("none")
    Order order();

    /** What to do while all guards with a host are away. */
    @WithDefault("decide")
    WhenUnavailable whenUnavailable();

    /** Whether decisions made over REST are published too, keyed by their id. */
    boolean publishRest();

    /** In which order decisions are published. */
    enum Order {
        /** As they are made. */
        NONE,
        /** Those of one key in the order of their submissions. */
        KEY
    }

    /** What to do while all guards with a host are away. */
    enum WhenUnavailable {
        /** Decide with what is there: stand-ins, and the profile's {@code on-unavailable}. */
        DECIDE,
        /** Wait for them. */
        WAIT
    }
}
