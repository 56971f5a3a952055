package dev.moderato.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One Markdown file: what is forbidden, which hazards its categories map to, what follows.
 *
 * @param id the file's name without its ending, and without {@code .next}
 * @param revision {@code sha256:} and the digest of the file's bytes
 * @param text everything below the front matter, sent to the model byte for byte
 * @param standsInFor the guard in whose place it is asked when that one can't answer
 * @param next whether it runs in shadow beside the one of its id that is in force: {@code <id>.next.md}
 * @param categories gravest first, never empty
 * @param gate what its cases must reach, where it says so
 */
public record Policy(String id, String title, String revision, String text, Consult consult,
                     Optional<String> standsInFor, Mode mode, boolean next, Effort effort, Set<Direction> directions,
                     Outcome onUnavailable, List<Category> categories, List<Example> examples, Optional<Gate> gate) {

    /** What stands behind the id in the name of one that is to follow. */
    static final String NEXT = ".next";

    /** When it is asked. */
    public enum Consult { ALWAYS, FLAGGED, STAND_IN }

    /** Whether its verdict counts or is only recorded. */
    public enum Mode { ENFORCE, SHADOW }

    /** How long the model may think. */
    public enum Effort {
        LOW, MEDIUM, HIGH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One thing that it forbids, and the rules in its text that say so. */
    public record Category(String id, String name, Hazard hazard, Outcome outcome, List<String> rules) {

        public Category {
            rules = List.copyOf(rules);
        }
    }

    /** An example of its text: what it shows, and which category the answer names; empty when that is safe. */
    public record Example(String content, Optional<String> category, int line) {
    }

    public Policy {
        directions = Set.copyOf(directions);
        categories = List.copyOf(categories);
        examples = List.copyOf(examples);
    }

    /** Whether its verdict counts, or is only recorded. */
    public boolean enforced() {
        return mode == Mode.ENFORCE && !next;
    }

    /** The same in force, with a verdict that counts. */
    public Policy asEnforced() {
        return new Policy(id, title, revision, text, consult, standsInFor, Mode.ENFORCE, false, effort, directions,
            onUnavailable, categories, examples, gate);
    }

    /** Its file's name without the ending. */
    public String name() {
        return next ? id + NEXT : id;
    }

    public Optional<Category> category(String category) {
        return categories.stream().filter(c -> c.id().equals(category)).findFirst();
    }

    /** The category that a rule of its text belongs to. */
    public Optional<Category> categoryOfRule(String rule) {
        return categories.stream().filter(c -> c.rules().contains(rule)).findFirst();
    }

    public boolean coversAny(Set<Hazard> hazards) {
        return categories.stream().anyMatch(c -> hazards.contains(c.hazard()));
    }
}
