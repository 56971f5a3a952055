package dev.moderato.guard;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.util.TypeLiteral;
import java.net.URI;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Makes the guards whose models are elsewhere from the configuration. */
final class RemoteGuards {

    private static final Logger LOG = Logger.getLogger(RemoteGuards.class);

    private RemoteGuards() {
    }

    /** By name. A wrong value of the configuration stops the start. */
    static Map<String, Guard> of(GuardSettings settings, Vertx vertx, MeterRegistry meters) {
        var guards = new TreeMap<String, Guard>();
        new TreeMap<>(settings.guards()).forEach((name, remote) -> {
            var dialect = dialect(name, remote);
            var onGroq = remote.url().isEmpty() && settings.groq().apiKey().isPresent() && servedByGroq(remote);
            var url = onGroq ? Optional.of(settings.groq().url()) : remote.url();
            if (url.isEmpty()) {
                LOG.infof("guard=%s has no host: moderato.guards.%s.url is not set", name, name);
                return;
            }
            var host = new Host(vertx, checked(name, url.get()), remote,
                onGroq ? settings.groq().apiKey() : remote.apiKey(), new Headroom(meters, name), !onGroq);
            guards.put(name, new RemoteGuard(name, model(name, remote), dialect, host, patience(name, remote)));
            LOG.infof("guard=%s url=%s model=%s", name, url.get(), model(name, remote));
        });
        return guards;
    }

    /** Groq retired Llama Guard 4 on 2026-03-05 and serves no TEI. */
    private static boolean servedByGroq(GuardSettings.Remote remote) {
        return remote.dialect().filter(dialect -> dialect.equals("prompt-guard") || dialect.equals("safeguard"))
            .isPresent();
    }

    private static Dialect dialect(String name, GuardSettings.Remote remote) {
        var dialect = remote.dialect().orElse("");
        return switch (dialect) {
            case "llama-guard" -> new LlamaGuardDialect(model(name, remote), remote.maxTokens(), remote.logprobs(),
                remote.serviceTier());
            case "prompt-guard" -> new PromptGuardDialect(model(name, remote), remote.maxSegments(),
                remote.serviceTier());
            case "safeguard" -> new SafeguardDialect(model(name, remote), remote.maxTokens(), remote.responseFormat(),
                remote.serviceTier());
            case "tei" -> new TeiDialect(remote.maxSegments());
            default -> throw new IllegalStateException("moderato.guards." + name
                + ".dialect must be llama-guard, prompt-guard, safeguard or tei, was '" + dialect + "'");
        };
    }

    private static String model(String name, GuardSettings.Remote remote) {
        return remote.model().orElseThrow(() ->
            new IllegalStateException("moderato.guards." + name + ".model is missing"));
    }

    private static URI checked(String name, URI url) {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalStateException("moderato.guards." + name + ".url must be http(s)://host…, was " + url);
        }
        return url;
    }

    /** The name of a guard's circuit breaker. */
    static String breaker(String guard) {
        return "guard-" + guard;
    }

    private static TypedGuard<Uni<String>> patience(String name, GuardSettings.Remote remote) {
        return TypedGuard.create(new TypeLiteral<Uni<String>>() { })
            .withDescription("guard " + name)
            .withCircuitBreaker()
                .name(breaker(name))
                .requestVolumeThreshold(10).failureRatio(0.5).delay(5, ChronoUnit.SECONDS)
                .when(failure -> failure instanceof Fault fault && fault.ofTheHost())
                .done()
            .withRetry()
                .maxRetries(remote.retries()).jitter(50, ChronoUnit.MILLIS)
                .whenException(failure -> failure instanceof Fault fault && fault.again())
                .withCustomBackoff().strategy(() -> failure -> ((Fault) failure).pause().toMillis()).done()
                .done()
            .build();
    }
}
