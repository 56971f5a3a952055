package dev.moderato.guard.embedded;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A row as the models see it. They learn from a whole text and judge by its worst piece: a label says nothing about
 * which piece earned it, unless it says that nothing is wrong with any.
 *
 * @param dense mean over the passages
 * @param grams sum over the passages, of length 1
 */
record Sample(LabelledText row, List<Passage> passages, float[] dense, CharacterGrams grams) {

    private static final int SENTENCES = 3;

    static Sample of(LabelledText row, Encoder encoder) {
        try {
            var passages = new ArrayList<Passage>();
            for (var window : Windows.of(row.text(), encoder::tokens)) {
                passages.add(Passage.of(row.text(), window, encoder));
            }
            return of(row, passages);
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Some of the sentences, spread over the text, where it has several and is labelled safe or no attack. */
    Stream<Sample> harmlessSentences() {
        var sentences = passages.stream().flatMap(passage -> passage.sentences().stream()).toList();
        var count = Math.min(SENTENCES, sentences.size());
        return sentences.size() == 1 ? Stream.empty() : row.harmless().stream().flatMap(harmless ->
            IntStream.range(0, count).mapToObj(i -> sentences.get(i * sentences.size() / count))
                .map(piece -> new Sample(harmless, List.of(), piece.sight(), piece.grams())));
    }

    private static Sample of(LabelledText row, List<Passage> passages) {
        if (passages.size() == 1) {
            return new Sample(row, passages, passages.get(0).whole().sight(), passages.get(0).whole().grams());
        }
        var dense = new float[Encoder.WIDTH];
        var sums = new TreeMap<Integer, Float>();
        for (var passage : passages) {
            for (var i = 0; i < dense.length; i++) {
                dense[i] += passage.whole().sight()[i] / passages.size();
            }
            var grams = passage.whole().grams();
            for (var i = 0; i < grams.buckets().length; i++) {
                sums.merge(grams.buckets()[i], grams.values()[i], Float::sum);
            }
        }
        var length = Math.sqrt(sums.values().stream().mapToDouble(value -> (double) value * value).sum());
        var buckets = sums.keySet().stream().mapToInt(Integer::intValue).toArray();
        var values = new float[buckets.length];
        for (var i = 0; i < values.length; i++) {
            values[i] = (float) (sums.get(buckets[i]) / Math.max(1e-9, length));
        }
        return new Sample(row, passages, dense, new CharacterGrams(buckets, values));
    }
}
