package dev.moderato.guard.embedded;

import dev.moderato.guard.Evidence;
import dev.moderato.guard.embedded.Forms.Form;
import java.util.Comparator;
import java.util.Optional;

/** Finds the sentence of a passage that weighs most in a label's score, taken by itself. */
final class Heaviest {

    private Heaviest() {
    }

    static Evidence sentence(Form form, Passage passage, Weights weights, int label) {
        var sentences = passage.sentences();
        var heaviest = sentences.size() == 1 ? sentences.get(0) : sentences.stream()
            .max(Comparator.comparing(sentence -> weights.scores(sentence)[label])).orElseThrow();
        return new Evidence(heaviest.begin(), heaviest.end() - heaviest.begin(),
            form.name().isEmpty() ? Optional.empty() : Optional.of(form.name()));
    }
}
