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
 * @param partial whether something that should have been looked at was not
 */
public record Verdict(List<Score> scores, List<String> categories, List<String> ruleIds, Optional<String> confidence,
                      Optional<String> rationale, Optional<String> reasoning, boolean partial) {

    public Verdict {
        scores = List.copyOf(scores);
        categories = List.copyOf(categories);
        ruleIds = List.copyOf(ruleIds);
    }

    /** A verdict of a guard with its own taxonomy. */
    static Verdict scored(List<Score> scores) {
        return new Verdict(scores, List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    Verdict withScores(List<Score> scores) {
        return new Verdict(scores, categories, ruleIds, confidence, rationale, reasoning, partial);
    }

    Verdict withCategories(List<String> categories) {
        return new Verdict(scores, categories, ruleIds, confidence, rationale, reasoning, partial);
    }

    /** The beginning of it: 20,000 characters are enough for an audit. */
    Verdict withReasoning(Optional<String> reasoning) {
        return new Verdict(scores, categories, ruleIds, confidence, rationale,
            reasoning.map(text -> Excerpt.of(text, 20_000)), partial);
    }

    Verdict asPartial() {
        return new Verdict(scores, categories, ruleIds, confidence, rationale, reasoning, true);
    }
}
