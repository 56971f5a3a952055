package dev.moderato.guard.embedded;

import ai.onnxruntime.OrtException;
import dev.moderato.guard.embedded.Encoder.Sight;
import dev.moderato.guard.embedded.Windows.Sentence;
import dev.moderato.guard.embedded.Windows.Window;

/** One window of a text, as the models see it. */
record Passage(Window window, Sight sight, CharacterGrams grams) {

    static Passage of(String text, Window window, Encoder encoder) throws OrtException {
        return new Passage(window, encoder.see(window.sentences().stream().map(Sentence::tokens).toList()),
            CharacterGrams.of(text.substring(window.begin(), window.end())));
    }
}
