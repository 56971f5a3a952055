package dev.moderato.guard.embedded;

import dev.moderato.guard.Evidence;
import dev.moderato.guard.embedded.Forms.Form;
import java.util.List;
import java.util.Optional;

/**
 * A passage and what the heads make of it, reckoned once for all who judge by it.
 *
 * @param scores every label's, of each of the passage's pieces
 */
record Weighed(Passage passage, List<double[]> scores) {

    static Weighed of(Passage passage, Weights weights) {
        return new Weighed(passage, weights.scores(passage.pieces()));
    }

    /** The highest of all pieces. */
    double score(int label) {
        return scores.stream().mapToDouble(piece -> piece[label]).max().orElseThrow();
    }

    /** The sentence that weighs most in a label's score, taken by itself. */
    Evidence heaviest(Form form, int label) {
        var sentences = passage.sentences();
        var offset = scores.size() - sentences.size();
        var heaviest = 0;
        for (var i = 1; i < sentences.size(); i++) {
            if (scores.get(offset + i)[label] > scores.get(offset + heaviest)[label]) {
                heaviest = i;
            }
        }
        var sentence = sentences.get(heaviest);
        return new Evidence(sentence.begin(), sentence.end() - sentence.begin(),
            form.name().isEmpty() ? Optional.empty() : Optional.of(form.name()));
    }
}
