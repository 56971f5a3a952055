package dev.moderato.guard.embedded;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.moderato.guard.Question;
import dev.moderato.guard.Verdict;
import dev.moderato.guard.embedded.EmbeddedGuard.Judge;
import dev.moderato.guard.embedded.Models.Loaded;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Policy.Example;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Judges by a policy's examples: a text is likened to the nearest of them, in whole and sentence by sentence, and where
 * that one violates the policy and is near enough, so does the text.
 */
final class ExampleJudge implements Judge {

    private final Cache<String, List<Seen>> seen = Caffeine.newBuilder().maximumSize(1_000).build();

    /** An example and how the encoder sees it. */
    record Seen(Example example, float[] embedding) {
    }

    /** How near a text comes to an example: the cosine, at most 1. */
    record Nearest(Example example, double similarity) {

        boolean violates(double least) {
            return example.category().isPresent() && similarity >= least;
        }
    }

    @Override
    public Verdict judge(Look look, Question question, Loaded models) throws Exception {
        var policy = question.policy().orElseThrow();
        var examples = seen(policy, models.encoder());
        var nearest = embeddings(look).stream().flatMap(embedding -> nearest(embedding, examples).stream()).toList();
        var least = models.weights().header().nearest();
        return nearest.stream().filter(one -> one.violates(least)).max(Comparator.comparing(Nearest::similarity))
            .map(worst -> Verdict.likened(worst.example().category(), inWords("Like", worst)))
            .orElseGet(() -> Verdict.likened(Optional.empty(), nearest.stream()
                .max(Comparator.comparing(Nearest::similarity)).map(one -> inWords("Nearest is", one))
                .orElse("Nothing to liken")));
    }

    private static String inWords(String begin, Nearest nearest) {
        return String.format(Locale.ROOT, "%s the example in line %d of the policy, which %s (similarity"
            + " %.2f)", begin, nearest.example().line(),
            nearest.example().category().isPresent() ? "violates it" : "is safe", nearest.similarity());
    }

    static Optional<Nearest> nearest(float[] embedding, List<Seen> examples) {
        return examples.stream().map(seen -> new Nearest(seen.example(), Sight.likeness(embedding, seen.embedding())))
            .max(Comparator.comparing(Nearest::similarity));
    }

    private static List<float[]> embeddings(Look look) {
        var embeddings = new ArrayList<float[]>();
        for (var form : look.forms()) {
            for (var passage : form.passages()) {
                passage.passage().pieces().forEach(piece -> embeddings.add(piece.sight()));
            }
        }
        return embeddings;
    }

    private List<Seen> seen(Policy policy, Encoder encoder) throws Exception {
        var known = seen.getIfPresent(policy.revision());
        if (known == null) {
            known = see(policy, encoder);
            seen.put(policy.revision(), known);
        }
        return known;
    }

    /** Every window of every example; examples are short, so that is mostly one. */
    static List<Seen> see(Policy policy, Encoder encoder) throws Exception {
        var examples = new ArrayList<Seen>();
        for (var example : policy.examples()) {
            for (var window : Windows.of(example.content(), encoder::tokens)) {
                examples.add(new Seen(example, Passage.of(example.content(), window, encoder).whole().sight()));
            }
        }
        return examples;
    }
}
