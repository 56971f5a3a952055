package dev.moderato.intake.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Who may call, and how much. */
@ConfigMapping(prefix = "moderato")
public interface AccessSettings {

    /** API keys by name. */
    Map<String, Key> keys();

    /** Lets anybody in where keys and OIDC are not configured, also when we listen beyond the loopback. */
    @WithDefault("false")
    boolean open();

    Limits limits();

    Oidc oidc();

    interface Key {

        /** Of the key itself, which is kept nowhere: see {@link ApiKeys#hash}. */
        @Pattern(regexp = "sha256:[0-9a-f]{64}", message = "must be sha256: and 64 hexadecimal digits")
        String hash();

        @WithDefault("default")
        @NotBlank
        @Size(max = 200)
        String tenant();

        @WithDefault(Roles.SUBMITTER)
        Set<@Pattern(regexp = "submitter|reviewer|auditor|admin") String> roles();

        /** Instead of the limit of all. */
        @Positive
        OptionalInt requestsPerSecond();

        /** Instead of the limit of all. */
        @Positive
        OptionalInt inFlight();
    }

    interface Limits {

        /** How many requests a second a key may send; as many may come at once. Not limited where not set. */
        @Positive
        OptionalInt requestsPerSecond();

        /** How many submissions of a key are decided on at once. Not limited where not set. */
        @Positive
        OptionalInt inFlight();

        /** How many submissions over HTTP are decided on at once; with more, requests are refused with 503. */
        @WithDefault("512")
        @Positive
        int submissions();
    }

    /** Tokens of an OpenID provider, which is Quarkus's {@code quarkus.oidc.*}. */
    interface Oidc {

        /** The claim that names the tenant. */
        @WithDefault("tenant")
        @NotBlank
        String tenantClaim();
    }
}
