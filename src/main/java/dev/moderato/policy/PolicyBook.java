package dev.moderato.policy;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One profile: a folder under {@code policies/}, read whole.
 *
 * @param profile the folder's name
 * @param revision {@code sha256:} and one digest over the names and bytes of all its files
 * @param hazardsRevision the same of its hazard table alone
 * @param keep what stays of a submission beside the decision on it
 * @param screenings the guards asked about every submission
 * @param policyStandIn the guard that answers for a policy when no model could read it
 * @param policies in the order of their ids; one that is to follow comes after the one in force
 * @param sources the files as they were read
 */
public record PolicyBook(String profile, String revision, String hazardsRevision, Keep keep,
                         List<Screening> screenings, Optional<String> policyStandIn,
                         Map<Hazard, Thresholds> hazards, List<Policy> policies,
                         List<Source> sources) {

    /** @param id a policy's, with {@code .next} for one that is to follow; or {@code hazards} */
    public record Source(String id, String revision, String text) {
    }

    public PolicyBook {
        screenings = List.copyOf(screenings);
        hazards = Map.copyOf(new EnumMap<>(hazards));
        policies = List.copyOf(policies);
        sources = List.copyOf(sources);
    }

    /** The one in force, also when that is in shadow; not one that is to follow it. */
    public Optional<Policy> policy(String id) {
        return policies.stream().filter(p -> p.id().equals(id)).findFirst();
    }

    public Optional<Screening> screening(String guard) {
        return screenings.stream().filter(s -> s.guard().equals(guard)).findFirst();
    }

    /** From which score of this guard on something follows for this hazard. */
    public Thresholds thresholds(String guard, Hazard hazard) {
        return own(guard, hazard).orElseGet(() -> hazards.get(hazard));
    }

    /** The same, where the book says it of this very guard and not of all. */
    public Optional<Thresholds> own(String guard, Hazard hazard) {
        return screening(guard).flatMap(Screening::attack).filter(attack -> attack.hazard() == hazard)
            .map(Screening.Attack::thresholds);
    }

    /** The policies that may answer in a guard's place. */
    public List<Policy> standIns(String guard) {
        return policies.stream().filter(p -> p.standsInFor().filter(guard::equals).isPresent()).toList();
    }

    /** The same with this policy in the place of those of its id, or besides, with a revision of its own. */
    public PolicyBook with(Policy policy) {
        var changed = Stream.concat(policies.stream().filter(p -> !p.id().equals(policy.id())), Stream.of(policy))
            .sorted(Comparator.comparing(Policy::id)).toList();
        return new PolicyBook(profile, Revision.of((revision + policy.revision()).getBytes(StandardCharsets.UTF_8)),
            hazardsRevision, keep, screenings, policyStandIn, hazards, changed, sources);
    }
}
