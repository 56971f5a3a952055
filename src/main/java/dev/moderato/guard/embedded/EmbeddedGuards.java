package dev.moderato.guard.embedded;

import dev.moderato.guard.Guard;
import dev.moderato.guard.LocalGuards;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The guards in the process: {@code embedded-hazards} and {@code embedded-attack} have a taxonomy of their own,
 * {@code embedded-policies} judges by a policy's examples.
 */
@ApplicationScoped
class EmbeddedGuards implements LocalGuards {

    private final List<Guard> guards;
    private final Models models;

    EmbeddedGuards(Models models) {
        this.models = models;
        guards = !models.enabled() ? List.of() : List.of(
            new EmbeddedGuard("embedded-hazards", false, models, new HazardJudge()),
            new EmbeddedGuard("embedded-attack", false, models, new AttackJudge()),
            new EmbeddedGuard("embedded-policies", true, models, new ExampleJudge()));
    }

    @Override
    public Collection<Guard> all() {
        return guards;
    }

    @Override
    public Optional<String> model() {
        var loaded = models.enabled() ? models.loaded() : null;
        return loaded != null && loaded.isDone() && !loaded.isCompletedExceptionally()
            ? Optional.of(loaded.join().weights().model()) : Optional.empty();
    }
}
