package dev.moderato.policy.pack;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A policy as a pack has it, in our words for its labels.
 *
 * @param id what its file will be called
 * @param categories in the pack's order
 * @param safe what violates nothing
 * @param notes sections that fit nowhere else
 * @param remarks what was left out, renamed or put elsewhere, a line each
 */
record PackPolicy(String id, Path file, String title, List<String> goal, List<Point> definitions,
                  List<Label> categories, List<Point> safe, List<Note> notes, List<Example> examples, LabelIds ids,
                  List<String> remarks) {

    /** A bullet, and the indented lines below it. */
    record Point(String text, List<String> below) {
    }

    /** A label that says that something is violated; its first rule is the label itself. */
    record Label(String name, String id, String title, List<Rule> rules) {
    }

    record Rule(String id, Point point) {
    }

    record Note(String title, List<Point> points) {
    }

    /** @param rule one of its category's; empty when it is safe */
    record Example(String content, Optional<String> category, Optional<String> rule, String why) {
    }

    /** How many of its examples violate something, or how many don't. */
    long count(boolean violating) {
        return examples.stream().filter(example -> example.category().isPresent() == violating).count();
    }

    /** What a case's category, or its being safe, is called by people. */
    String titleOf(String expected) {
        return categories.stream().filter(label -> label.id().equals(expected)).map(Label::title).findFirst()
            .orElse(LabelIds.SAFE);
    }
}
