package dev.moderato.guard.embedded;

import dev.moderato.guard.Evidence;
import dev.moderato.guard.embedded.Forms.Form;
import java.util.Optional;

/** Finds the sentence of a passage that weighs most in a label's score, taken by itself. */
final class Heaviest {

    private Heaviest() {
    }

    static Evidence sentence(Form form, Passage passage, Weights weights, int label) {
        var sentences = passage.window().sentences();
        var heaviest = sentences.get(0);
        var most = Double.NEGATIVE_INFINITY;
        for (var i = 0; i < sentences.size() && sentences.size() > 1; i++) {
            var sentence = sentences.get(i);
            var score = weights.scores(passage.sight().sentences().get(i),
                CharacterGrams.of(form.text().substring(sentence.begin(), sentence.end())))[label];
            if (score > most) {
                most = score;
                heaviest = sentence;
            }
        }
        return new Evidence(heaviest.begin(), heaviest.end() - heaviest.begin(),
            form.name().isEmpty() ? Optional.empty() : Optional.of(form.name()));
    }
}
