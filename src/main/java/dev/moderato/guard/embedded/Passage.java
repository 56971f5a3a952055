package dev.moderato.guard.embedded;

import ai.onnxruntime.OrtException;
import dev.moderato.guard.embedded.Windows.Sentence;
import dev.moderato.guard.embedded.Windows.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One window of a text, as the models see it. The encoder reads each sentence by itself, so that harmless ones beside
 * it can't outweigh it, and the window is the mean of what it saw in them.
 *
 * @param sentences at least one; where it is only one it is also the whole
 */
record Passage(Piece whole, List<Piece> sentences) {

    /** Out of its context a sentence must be a little plainer: chosen on validation rows, in units of the scores. */
    private static final double CAUTION = 0.3;

    /**
     * A piece of the text from {@code begin} to {@code end}, in UTF-16 units.
     *
     * @param caution what is taken off its scores
     */
    record Piece(int begin, int end, float[] sight, CharacterGrams grams, double caution) {

        private static Piece of(String text, int begin, int end, List<Sight> seen, double caution) {
            return new Piece(begin, end, Sight.means(seen), CharacterGrams.of(text.substring(begin, end)), caution);
        }
    }

    static Passage of(String text, Window window, Encoder encoder) throws OrtException {
        var seen = encoder.see(window.sentences().stream().map(Sentence::tokens).toList());
        var caution = seen.size() == 1 ? 0 : CAUTION;
        var sentences = new ArrayList<Piece>();
        for (var i = 0; i < seen.size(); i++) {
            var sentence = window.sentences().get(i);
            sentences.add(Piece.of(text, sentence.begin(), sentence.end(), List.of(seen.get(i)), caution));
        }
        var whole = sentences.size() == 1 ? sentences.get(0) : Piece.of(text, window.begin(), window.end(), seen, 0);
        return new Passage(whole, sentences);
    }

    /** All that is judged: the whole, and the sentences where there are several. */
    List<Piece> pieces() {
        return sentences.size() == 1 ? sentences
            : Stream.concat(Stream.of(whole), sentences.stream()).toList();
    }
}
