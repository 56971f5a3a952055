package dev.moderato.decision;

import dev.moderato.guard.GuardSettings;
import dev.moderato.guard.Usage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalDouble;

/** What the guards' tokens cost, as configured. */
@ApplicationScoped
class Prices {

    private static final double MILLION = 1e6;

    private final GuardSettings settings;

    Prices(GuardSettings settings) {
        this.settings = settings;
    }

    /** In US dollars; nothing where the guard has no price. Cached tokens cost as much as others unless told. */
    OptionalDouble of(String guard, Usage usage) {
        var remote = settings.guards().get(guard);
        if (remote == null || remote.priceIn().isEmpty() && remote.priceOut().isEmpty()) {
            return OptionalDouble.empty();
        }
        var in = remote.priceIn().orElse(0);
        return OptionalDouble.of(((usage.promptTokens() - usage.cachedTokens()) * in
            + usage.cachedTokens() * remote.priceCached().orElse(in)
            + usage.completionTokens() * remote.priceOut().orElse(0)) / MILLION);
    }
}
