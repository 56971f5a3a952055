package dev.moderato.guard.embedded;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * A row as the models see it. They learn from a whole text and judge by its worst passage: a label says nothing about
 * which passage earned it.
 *
 * @param dense mean over the passages
 * @param grams sum over the passages, of length 1
 */
record Sample(LabelledText row, List<Passage> passages, float[] dense, CharacterGrams grams) {

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

    private static Sample of(LabelledText row, List<Passage> passages) {
        if (passages.size() == 1) {
            return new Sample(row, passages, passages.get(0).sight().whole(), passages.get(0).grams());
        }
        var dense = new float[Encoder.WIDTH];
        var sums = new TreeMap<Integer, Float>();
        for (var passage : passages) {
            for (var i = 0; i < dense.length; i++) {
                dense[i] += passage.sight().whole()[i] / passages.size();
            }
            for (var i = 0; i < passage.grams().buckets().length; i++) {
                sums.merge(passage.grams().buckets()[i], passage.grams().values()[i], Float::sum);
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
