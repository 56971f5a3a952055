package dev.moderato.policy;

import dev.moderato.policy.Screening.Attack;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a profile's {@code hazards.yaml}: who screens every submission, from which score something follows, and what
 * follows when nobody could answer.
 */
record HazardsFile(Outcome onUnavailable, Keep keep, List<Screening> screenings,
                   Optional<String> policyStandIn, Map<Hazard, Thresholds> hazards) {

    /** The key that names the profile whose table and policies this one begins with. */
    static final String EXTENDS = "extends";

    /**
     * @param all with what it extends
     * @throws BrokenPolicyException naming file and line
     */
    static HazardsFile read(YamlMapping all) {
        all.text(EXTENDS);
        var onUnavailable = all.choice("on-unavailable", Outcome.class).orElse(Outcome.REVIEW);
        var keep = all.choice("keep", Keep.class).orElse(Keep.FULL);
        var guards = all.requiredMapping("guards");
        var screenings = guards.keys().stream()
            .map(guard -> screening(guard, guards.requiredMapping(guard), onUnavailable)).toList();
        var policies = all.mapping("policies");
        var policyStandIn = policies.flatMap(mapping -> mapping.text("stand-in"));
        policies.ifPresent(YamlMapping::noOthers);
        var hazards = hazards(all.requiredMapping("hazards"));
        all.noOthers();
        return new HazardsFile(onUnavailable, keep, screenings, policyStandIn, hazards);
    }

    private static Screening screening(String guard, YamlMapping one, Outcome onUnavailable) {
        var attack = one.text("hazard").isPresent()
            ? Optional.of(new Attack(one.requiredHazard("hazard"), thresholds(one)))
            : Optional.<Attack>empty();
        var screening = new Screening(guard, attack,
            one.choices("directions", Direction.class).<Set<Direction>>map(Set::copyOf)
                .orElse(Set.of(Direction.values())),
            one.text("stand-in"), one.choice("on-unavailable", Outcome.class).orElse(onUnavailable));
        one.noOthers();
        return screening;
    }

    private static Map<Hazard, Thresholds> hazards(YamlMapping all) {
        var hazards = new EnumMap<Hazard, Thresholds>(Hazard.class);
        for (var hazard : Hazard.values()) {
            var one = all.requiredMapping(hazard.name());
            hazards.put(hazard, thresholds(one));
            one.noOthers();
        }
        all.noOthers();
        return hazards;
    }

    private static Thresholds thresholds(YamlMapping one) {
        var review = one.requiredNumber("review");
        var block = one.requiredNumber("block");
        var agree = one.wholeNumber("agree", 1);
        return one.checked(() -> new Thresholds(review, block, agree));
    }
}
