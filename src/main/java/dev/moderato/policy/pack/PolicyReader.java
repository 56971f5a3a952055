package dev.moderato.policy.pack;

import dev.moderato.policy.pack.PackPolicy.Example;
import dev.moderato.policy.pack.PackPolicy.Note;
import dev.moderato.policy.pack.PackPolicy.Point;
import dev.moderato.policy.pack.Section.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a pack's Markdown in its two forms: a section a label, {@code ## Title (XY1 - …)} with its rules and an
 * {@code Output:}; or {@code ### (XY) Title} with {@code #### Includes} and {@code #### Excludes}.
 */
final class PolicyReader {

    private static final long MOST_BYTES = 1 << 20;
    private static final int LEAST_EXAMPLES = 2;

    private final Path file;
    private final List<LabelDraft> labels = new ArrayList<>();
    private final List<Section> goal = new ArrayList<>();
    private final List<Section> definitions = new ArrayList<>();
    private final List<Section> formats = new ArrayList<>();
    private final List<Section> others = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private String title = "";

    private PolicyReader(Path file) {
        this.file = file;
    }

    /** @throws BrokenPackException when it has neither form, or lacks what a policy of ours needs */
    static PackPolicy read(String id, Path file) throws IOException {
        var reader = new PolicyReader(file);
        Section.of(PackText.of(file, MOST_BYTES)).forEach(reader::take);
        return reader.policy(id);
    }

    private void take(Section section) {
        var label = LabelDraft.of(section);
        if (label.isPresent()) {
            labels.add(label.get());
        } else if (section.isTitled("includes") && !labels.isEmpty()) {
            labels.get(labels.size() - 1).include(section);
        } else if (section.isTitled("excludes") && !labels.isEmpty()) {
            labels.get(labels.size() - 1).exclude(section);
        } else if (section.isTitled("definitions", "definition of terms")) {
            definitions.add(section);
        } else if (section.isTitled("label format", "examples")) {
            formats.add(section);
        } else if (section.isTitled("goal", "overview") || section.level() < 2) {
            goal.add(section);
            if (section.level() == 1 && title.isEmpty() && !section.isTitled("criteria")) {
                title = section.title().replaceAll("\\s*\\(#.*\\)$", "");
            }
        } else if (!section.items().isEmpty()) {
            others.add(section);
        }
    }

    private PackPolicy policy(String id) {
        for (var label : labels) {
            if (label.violates().isEmpty()) {
                throw new BrokenPackException(file, label.line(), "the label " + label.name()
                    + " has neither a line Output: `VALID` or `INVALID` nor a section Includes");
            }
        }
        var byVerdict = labels.stream().collect(Collectors.partitioningBy(label -> label.violates().orElseThrow()));
        if (byVerdict.get(true).isEmpty()) {
            throw new BrokenPackException(file, "has no label that something violates; expected is a section a label,"
                + " '## Title (XY1 - short title)' with a line Output: `INVALID`, or '### (XY) Title' with"
                + " '#### Includes'");
        }
        var ids = new LabelIds(file, labels.stream().map(LabelDraft::name).toList(),
            byVerdict.get(false).stream().map(LabelDraft::name).collect(Collectors.toSet()));
        ids.renamed().forEach((name, ours) -> remarks.add("label " + name + " became " + ours));
        var categories = byVerdict.get(true).stream().map(label -> label.category(ids)).toList();
        var safe = labels.stream().flatMap(label -> label.safe(ids).stream()).toList();
        var read = new PackPolicy(id, file, title.isEmpty() ? categories.get(0).title() : title, goal(ids),
            definitions.stream().flatMap(section -> points(section, ids)).toList(), categories, safe, notes(ids),
            examples(ids), ids, remarks);
        if (read.count(true) < LEAST_EXAMPLES || read.count(false) < LEAST_EXAMPLES) {
            throw new BrokenPackException(file, "gives " + read.count(true) + " violating and " + read.count(false)
                + " safe examples, and a policy shows two of each; add what is missing to it, under ## Examples:"
                + " - \"text\" -> " + byVerdict.get(true).get(0).name() + " or - \"text\" -> safe");
        }
        return read;
    }

    /** Which two words the pack's verdict has is not for our form. */
    private List<String> goal(LabelIds ids) {
        var paragraphs = new ArrayList<String>();
        for (var item : goal.stream().flatMap(section -> section.items().stream()).toList()) {
            var sentences = List.of(item.text().split("(?<=[.!?])\\s+"));
            var kept = sentences.stream().filter(one -> !one.matches(".*`(IN)?VALID`.*")).toList();
            if (kept.size() < sentences.size()) {
                remarks.add("line " + item.line() + ": what asks for VALID or INVALID left out");
            }
            if (!kept.isEmpty()) {
                paragraphs.add(ids.in((item.bullet() ? "- " : "") + String.join(" ", kept)));
            }
        }
        return paragraphs;
    }

    private List<Note> notes(LabelIds ids) {
        return others.stream().map(section -> {
            remarks.add(section.title() + ": " + section.items().size() + " lines kept in Criteria");
            return new Note(section.title(), points(section, ids).toList());
        }).toList();
    }

    private static Stream<Point> points(Section section, LabelIds ids) {
        return section.items().stream()
            .map(item -> new Point(ids.in(item.text()), item.below().stream().map(ids::in).toList()));
    }

    /** Each text once, with the rule that it was given for rather than with its label alone. */
    private List<Example> examples(LabelIds ids) {
        var examples = new LinkedHashMap<String, Example>();
        labels.stream().flatMap(label -> label.examples().stream())
            .forEach(example -> examples.putIfAbsent(example.content(), example));
        for (var section : formats) {
            section.bullets().forEach(item -> example(item, ids, examples));
            var rest = section.bullets().stream()
                .filter(item -> Quotes.labelled(item.text()).findAny().isEmpty()).count();
            if (rest > 0) {
                remarks.add(section.title() + ": " + rest + " lines that are no examples left out");
            }
        }
        return List.copyOf(examples.values());
    }

    private void example(Item item, LabelIds ids, Map<String, Example> examples) {
        Quotes.labelled(item.text()).forEach(one -> {
            var label = ids.find(one.label());
            if (label.isEmpty()) {
                remarks.add("line " + item.line() + ": an example of " + one.label() + ", which is no label, left out");
            } else {
                var category = label.filter(found -> !found.equals(LabelIds.SAFE));
                examples.putIfAbsent(one.content(), new Example(one.content(), category, category,
                    labels.stream().filter(draft -> ids.of(draft.name()).equals(label.get())).map(LabelDraft::title)
                        .findFirst().orElse(LabelIds.SAFE)));
            }
        });
    }
}
