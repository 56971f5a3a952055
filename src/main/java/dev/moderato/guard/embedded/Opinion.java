package dev.moderato.guard.embedded;

import dev.moderato.guard.embedded.Weights.Header;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What the heads make of one passage.
 *
 * @param unsafe probability that it is unsafe at all
 * @param probabilities of each hazard; none is above {@code unsafe}
 * @param named the likeliest hazard, and the others that are likely by themselves once it is unsafe
 */
record Opinion(double unsafe, Map<Hazard, Double> probabilities, Set<Hazard> named, Outcome follows) {

    static Opinion on(double[] scores, Header header) {
        var label = header.labels().get(header.index(HazardJudge.UNSAFE));
        var unsafe = label.calibration().probability(scores[header.index(HazardJudge.UNSAFE)]);
        var given = new EnumMap<Hazard, Double>(Hazard.class);
        var none = 1d;
        for (var hazard : Hazard.values()) {
            var index = header.index(hazard.name());
            var probability = header.labels().get(index).calibration().probability(scores[index]);
            given.put(hazard, probability);
            none *= 1 - probability;
        }
        var any = Math.max(1e-9, 1 - none);
        var named = EnumSet.of(likeliest(given));
        given.replaceAll((hazard, probability) -> {
            if (probability >= header.labels().get(header.index(hazard.name())).review()) {
                named.add(hazard);
            }
            return unsafe * probability / any;
        });
        return new Opinion(unsafe, given, named, label.follows(unsafe));
    }

    private static Hazard likeliest(Map<Hazard, Double> given) {
        return given.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    }

    double probability(Hazard hazard) {
        return Math.min(1, probabilities.get(hazard));
    }

    boolean names(Hazard hazard) {
        return named.contains(hazard);
    }
}
