package dev.moderato.guard.embedded;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Locale;

/**
 * Which sequences of 2 to 5 characters a text has, within words and at their edges, each by its hash: so that languages
 * and spellings count that the encoder never saw. Of length 1; a sequence counts by the logarithm of how often it comes.
 */
record CharacterGrams(int[] buckets, float[] values) {

    static final int BUCKETS = 1 << 17;
    private static final int SHORTEST = 2;
    private static final int LONGEST = 5;

    static CharacterGrams of(String text) {
        var characters = padded(text);
        var hashes = new int[characters.length * (LONGEST - SHORTEST + 1)];
        var count = 0;
        for (var i = 0; i < characters.length; i++) {
            var hash = 0x811C9DC5;
            for (var length = 1; length <= LONGEST && i + length <= characters.length; length++) {
                var character = characters[i + length - 1];
                hash = (hash ^ character) * 0x01000193;
                hash ^= hash >>> 15;
                if (length >= SHORTEST) {
                    hashes[count++] = bucket(hash);
                }
                if (character == ' ' && length > 1) {
                    break;
                }
            }
        }
        return counted(hashes, count);
    }

    /** Lower case, one space between words and at both ends. */
    private static int[] padded(String text) {
        var folded = Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT);
        var characters = new int[folded.length() + 2];
        characters[0] = ' ';
        var count = 1;
        for (var i = 0; i < folded.length();) {
            var character = folded.codePointAt(i);
            i += Character.charCount(character);
            var space = Character.isWhitespace(character) || Character.isSpaceChar(character);
            if (!space) {
                characters[count++] = character;
            } else if (characters[count - 1] != ' ') {
                characters[count++] = ' ';
            }
        }
        if (characters[count - 1] != ' ') {
            characters[count++] = ' ';
        }
        return Arrays.copyOf(characters, count);
    }

    private static int bucket(int hash) {
        var mixed = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        return (mixed ^ (mixed >>> 13)) & (BUCKETS - 1);
    }

    private static CharacterGrams counted(int[] hashes, int count) {
        Arrays.sort(hashes, 0, count);
        var buckets = new int[count];
        var values = new float[count];
        var distinct = 0;
        var squares = 0d;
        for (var i = 0; i < count;) {
            var next = i;
            while (next < count && hashes[next] == hashes[i]) {
                next++;
            }
            var value = Math.log1p(next - i);
            buckets[distinct] = hashes[i];
            values[distinct++] = (float) value;
            squares += value * value;
            i = next;
        }
        var length = (float) Math.max(1e-9, Math.sqrt(squares));
        for (var i = 0; i < distinct; i++) {
            values[i] /= length;
        }
        return new CharacterGrams(Arrays.copyOf(buckets, distinct), Arrays.copyOf(values, distinct));
    }
}
