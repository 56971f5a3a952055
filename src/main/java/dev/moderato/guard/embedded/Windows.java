package dev.moderato.guard.embedded;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * A text cut into windows of whole sentences. Every character that isn't white space is in exactly one window.
 */
final class Windows {

    /** Of a window, and so of a sentence: with the marks of beginning and end the 256 that the encoder is made for. */
    static final int TOKENS = 254;
    /** A sentence with fewer tokens is read together with the next: by itself it says little. */
    private static final int LEAST = 5;
    /** A sentence that is longer is cut: in no language are so many characters fewer tokens than a window has. */
    private static final int LONGEST = 1_000;
    /** Characters of one window: some are no tokens at all, and a heap of them would take long to normalise. */
    private static final int CHARACTERS = 3_000;

    private Windows() {
    }

    /** A sentence, a piece of a long one, or some short ones: where it is in its text, and its tokens. */
    record Sentence(int begin, int end, long[] tokens) {

        private boolean joins(Sentence next) {
            return tokens.length + next.tokens.length <= TOKENS && next.end - begin <= CHARACTERS;
        }

        private Sentence with(Sentence next) {
            return new Sentence(begin, next.end, LongStream.concat(LongStream.of(tokens), LongStream.of(next.tokens))
                .toArray());
        }
    }

    /** Some sentences in a row, at least one. */
    record Window(List<Sentence> sentences) {

        Window {
            sentences = List.copyOf(sentences);
        }

        int begin() {
            return sentences.get(0).begin();
        }

        int end() {
            return sentences.get(sentences.size() - 1).end();
        }
    }

    /** @param tokens those of each text, as the encoder reads it */
    static List<Window> of(String text, Function<List<String>, List<long[]>> tokens) {
        var spans = sentences(text);
        var windows = new ArrayList<Window>();
        var open = new ArrayList<Sentence>();
        var count = 0;
        for (var sentence : joined(tokenised(text, spans, tokens))) {
            if (!open.isEmpty() && (count + sentence.tokens().length > TOKENS
                || sentence.end() - open.get(0).begin() > CHARACTERS)) {
                windows.add(new Window(open));
                open.clear();
                count = 0;
            }
            open.add(sentence);
            count += sentence.tokens().length;
        }
        if (!open.isEmpty()) {
            windows.add(new Window(open));
        }
        return windows;
    }

    private static List<Sentence> joined(List<Sentence> sentences) {
        var joined = new ArrayList<Sentence>();
        for (var i = 0; i < sentences.size(); i++) {
            var sentence = sentences.get(i);
            var last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            var tooShort = last != null && (last.tokens().length < LEAST
                || i == sentences.size() - 1 && sentence.tokens().length < LEAST);
            if (tooShort && last.joins(sentence)) {
                joined.set(joined.size() - 1, last.with(sentence));
            } else {
                joined.add(sentence);
            }
        }
        return joined;
    }

    private static List<Sentence> tokenised(String text, List<int[]> spans,
                                            Function<List<String>, List<long[]>> tokens) {
        var each = tokens.apply(spans.stream().map(span -> text.substring(span[0], span[1])).toList());
        var sentences = new ArrayList<Sentence>();
        for (var i = 0; i < spans.size(); i++) {
            var span = spans.get(i);
            if (each.get(i).length <= TOKENS) {
                sentences.add(new Sentence(span[0], span[1], each.get(i)));
            } else {
                var middle = boundary(text, span[0], (span[0] + span[1]) / 2);
                sentences.addAll(tokenised(text, trimmed(text, span[0], middle, span[1]), tokens));
            }
        }
        return sentences;
    }

    private static List<int[]> sentences(String text) {
        var spans = new ArrayList<int[]>();
        var sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(text);
        var begin = 0;
        for (var end = sentences.next(); end != BreakIterator.DONE; end = sentences.next()) {
            for (var line = begin; line < end;) {
                var feed = text.indexOf('\n', line);
                var next = feed < 0 || feed >= end ? end : feed + 1;
                while (next - line > LONGEST) {
                    var cut = boundary(text, line, line + LONGEST);
                    spans.addAll(trimmed(text, line, cut));
                    line = cut;
                }
                spans.addAll(trimmed(text, line, next));
                line = next;
            }
            begin = end;
        }
        return spans;
    }

    /** Spans between these places without the white space around them; none where there is nothing else. */
    private static List<int[]> trimmed(String text, int... places) {
        var spans = new ArrayList<int[]>();
        for (var i = 0; i + 1 < places.length; i++) {
            var begin = places[i];
            var end = places[i + 1];
            while (begin < end && Character.isWhitespace(text.charAt(begin))) {
                begin++;
            }
            while (begin < end && Character.isWhitespace(text.charAt(end - 1))) {
                end--;
            }
            if (begin < end) {
                spans.add(new int[] {begin, end});
            }
        }
        return spans;
    }

    /** The last white space before {@code end} and not far from it, else {@code end}; not inside a code point. */
    private static int boundary(String text, int begin, int end) {
        for (var i = end; i > Math.max(begin, end - 100); i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return end > begin + 1 && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end)) ? end - 1 : end;
    }
}
