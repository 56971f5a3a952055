package dev.moderato.policy.pack;

import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.pack.PackPolicy.Label;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a pack doesn't say and a policy needs: the hazard of each label, and what follows from it. */
public final class LabelChoices {

    private static final String ALL = "";

    private final Map<String, Hazard> hazards;
    private final Map<String, Outcome> outcomes;

    private LabelChoices(Map<String, Hazard> hazards, Map<String, Outcome> outcomes) {
        this.hazards = hazards;
        this.outcomes = outcomes;
    }

    /**
     * @param hazards {@code LABEL=S2} each, or {@code S2} for all that aren't named
     * @param outcomes {@code LABEL=block} each, or {@code block}; a review where nothing is said
     * @throws IllegalArgumentException saying what is wrong with one of them
     */
    public static LabelChoices of(Collection<String> hazards, Collection<String> outcomes) {
        return new LabelChoices(
            read(hazards, code -> Hazard.of(code).orElseThrow(() ->
                new IllegalArgumentException("--hazard must be S1 to S14, was " + code))),
            read(outcomes, word -> Stream.of(Outcome.values()).filter(outcome -> outcome.name().equalsIgnoreCase(word))
                .findFirst().orElseThrow(() ->
                    new IllegalArgumentException("--outcome must be allow, review or block, was " + word))));
    }

    private static <T> Map<String, T> read(Collection<String> given, Function<String, T> value) {
        var read = new HashMap<String, T>();
        for (var one : given) {
            var equals = one.lastIndexOf('=');
            read.put(equals < 0 ? ALL : one.substring(0, equals).strip().toUpperCase(Locale.ROOT),
                value.apply(one.substring(equals + 1).strip()));
        }
        return read;
    }

    /** @throws IllegalArgumentException naming the labels that have no hazard, or that the pack doesn't have */
    void check(List<PackPolicy> policies) {
        var labels = policies.stream().flatMap(policy -> policy.categories().stream()).toList();
        var known = labels.stream().flatMap(label -> keys(label)).collect(Collectors.toSet());
        Stream.concat(hazards.keySet().stream(), outcomes.keySet().stream()).filter(label -> !known.contains(label))
            .findFirst().ifPresent(label -> {
                throw new IllegalArgumentException("The pack has no label " + label + " that something violates; it has"
                    + titles(labels));
            });
        var without = labels.stream().filter(label -> find(hazards, label).isEmpty()).toList();
        if (!without.isEmpty()) {
            throw new IllegalArgumentException("A pack doesn't say which hazard a label is. Give"
                + " --hazard LABEL=S1 (to S14) for each, or one --hazard for all:" + titles(without));
        }
    }

    private static String titles(List<Label> labels) {
        return labels.stream().map(label -> System.lineSeparator() + "  " + label.name() + "  " + label.title())
            .collect(Collectors.joining());
    }

    Hazard hazard(Label label) {
        return find(hazards, label).orElseThrow();
    }

    Outcome outcome(Label label) {
        return find(outcomes, label).orElse(Outcome.REVIEW);
    }

    private static <T> Optional<T> find(Map<String, T> given, Label label) {
        return keys(label).map(given::get).filter(value -> value != null).findFirst();
    }

    /** By which names it may be given, the most telling first. */
    private static Stream<String> keys(Label label) {
        return Stream.of(label.name().toUpperCase(Locale.ROOT), label.id(), ALL);
    }
}
