package dev.moderato.guard.embedded;

import dev.moderato.guard.embedded.ExampleJudge.Nearest;
import dev.moderato.guard.embedded.ExampleJudge.Seen;
import dev.moderato.policy.BooksForTests;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Policy.Consult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How well policies are judged by their examples, on those that ship. */
final class PolicyExamples {

    /** Of benign validation rows: how many may be found to violate one of the shipped policies. */
    private static final double FALSE_POSITIVES = 0.01;

    private final Map<Policy, List<Seen>> policies = new LinkedHashMap<>();

    PolicyExamples(Encoder encoder) throws Exception {
        for (var policy : BooksForTests.shipped().policies()) {
            if (policy.consult() != Consult.STAND_IN) {
                policies.put(policy, ExampleJudge.see(policy, encoder));
            }
        }
    }

    /**
     * How near an example must be at least, so that few benign rows are found to violate a policy.
     *
     * @return a cosine, rounded up to hundredths
     */
    double nearest(List<Sample> valid) {
        var similarities = valid.parallelStream()
            .filter(sample -> sample.row().english() && !sample.row().unsafe().orElse(true)
                && !sample.row().attack().orElse(false))
            .mapToDouble(this::violation).sorted().toArray();
        var allowed = (int) Math.floor(FALSE_POSITIVES * similarities.length);
        return Math.ceil(similarities[similarities.length - 1 - allowed] * 100) / 100;
    }

    private double violation(Sample sample) {
        return policies.values().stream().flatMap(examples -> sample.passages().stream()
                .flatMap(passage -> passage.pieces().stream())
                .flatMap(piece -> ExampleJudge.nearest(piece.sight(), examples).stream()))
            .filter(nearest -> nearest.violates(0)).mapToDouble(Nearest::similarity).max().orElse(0);
    }

    /** What an example was found to be when it was left out, by policy. */
    record Tally(int violating, int found, int safe, int spared, int foundAtAnyDistance, int sparedAtAnyDistance) {
    }

    /** Each example judged by the others of its policy. */
    Map<String, Tally> leaveOneOut(double least) {
        var tallies = new LinkedHashMap<String, Tally>();
        policies.forEach((policy, examples) -> tallies.put(policy.id(), tally(examples, least)));
        return tallies;
    }

    private static Tally tally(List<Seen> examples, double least) {
        var counts = new int[6];
        for (var one : examples) {
            var others = new ArrayList<>(examples);
            others.removeIf(other -> other.example().equals(one.example()));
            var violates = one.example().category().isPresent();
            var nearest = ExampleJudge.nearest(one.embedding(), others);
            var found = nearest.filter(near -> near.violates(least)).isPresent();
            var foundAtAll = nearest.filter(near -> near.violates(-1)).isPresent();
            counts[violates ? 0 : 2]++;
            counts[violates ? 1 : 3] += found == violates ? 1 : 0;
            counts[violates ? 4 : 5] += foundAtAll == violates ? 1 : 0;
        }
        return new Tally(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }
}
