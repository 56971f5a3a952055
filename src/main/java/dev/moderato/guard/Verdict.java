package dev.moderato.guard;

import java.util.List;
import java.util.Optional;

/**
 * What a guard read off its model's reply.
 *
 * @param scores every score that the guard gave, also low ones; empty for a guard that reads policies
 * @param categories the policy's categories that are violated, gravest first; empty for a guard with its own taxonomy
 * @param ruleIds the policy's rules that the model names
 * @param confidence the model's own word: {@code low}, {@code medium} or {@code high}
 * @param rationale the model's reason in a sentence, for people to read; may be wrong
 * @param reasoning what the model thought on the way, for audit only: it may be wrong or itself harmful
 * @param likened whether the category comes from likeness to the policy's examples and nobody read the policy: reason
 *     enough for a review, never to block, and no answer in a guard's place
 * @param partial whether something that should have been looked at was not
 */
public record Verdict(List<Score> scores, List<String> categories, List<String> ruleIds, Optional<String> confidence,
                      Optional<String> rationale, Optional<String> reasoning, boolean likened, boolean partial) {

    public Verdict {
        scores = List.copyOf(scores);
        categories = List.copyOf(categories);
        ruleIds = List.copyOf(ruleIds);
    }

    /** What a policy's examples say: the category of the nearest, or none. */
    public static Verdict likened(Optional<String> category, String rationale) {
        return new Verdict(List.of(), category.stream().toList(), List.of(), Optional.empty(), Optional.of(rationale),
            Optional.empty(), true, false);
    }

    /** A verdict of a guard with its own taxonomy. */
    public static Verdict scored(List<Score> scores) {
        return new Verdict(scores, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(),
            false, false);
    }

    Verdict withScores(List<Score> scores) {
        return new Verdict(scores, categories, ruleIds, confidence, rationale, reasoning, likened, partial);
    }

    Verdict withCategories(List<String> categories) {
        return new Verdict(scores, categories, ruleIds, confidence, rationale, reasoning, likened, partial);
    }

    /** The beginning of it: 20,000 characters are enough for an audit. */
    Verdict withReasoning(Optional<String> reasoning) {
        return new Verdict(scores, categories, ruleIds, confidence, rationale,
            reasoning.map(text -> Excerpt.of(text, 20_000)), likened, partial);
    }

    public Verdict asPartial() {
        return new Verdict(scores, categories, ruleIds, confidence, rationale, reasoning, likened, true);
    }
}
