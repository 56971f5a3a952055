package dev.moderato.policy.pack;

import dev.moderato.policy.pack.PackPolicy.Example;
import dev.moderato.policy.pack.PackPolicy.Label;
import dev.moderato.policy.pack.PackPolicy.Point;
import dev.moderato.policy.pack.PackPolicy.Rule;
import dev.moderato.policy.pack.Section.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A label's part of a policy as far as it was read: its own section, and what it includes and excludes. */
final class LabelDraft {

    private static final Pattern AFTER = Pattern.compile("(.*?)\\s*\\(([A-Za-z][\\w-]*\\d)(?:\\s*[-–—:].*)?\\)");
    private static final Pattern BEFORE = Pattern.compile("\\(([A-Za-z][\\w-]*)\\)\\s*:?\\s*(.+)");
    private static final Pattern RULE = Pattern.compile("([A-Za-z][\\w-]*\\d)\\.([a-z]+)[.:]?\\s+(.*)");
    private static final Pattern OUTPUT = Pattern.compile("Output:\\s*`?(VALID|INVALID)`?(.*)");

    private final String name;
    private final String title;
    private final int line;
    private final List<String> text = new ArrayList<>();
    private final List<Item> included = new ArrayList<>();
    private final List<Item> excluded = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private Optional<Boolean> violates = Optional.empty();

    private LabelDraft(String name, String title, int line) {
        this.name = name;
        this.title = title.isBlank() ? name : title;
        this.line = line;
    }

    /** Of a section whose heading has a label: {@code Title (XY1 - …)} or {@code (XY) Title}. */
    static Optional<LabelDraft> of(Section section) {
        var after = AFTER.matcher(section.title());
        var before = BEFORE.matcher(section.title());
        if (section.level() < 2 || !after.matches() && !before.matches()) {
            return Optional.empty();
        }
        var draft = after.matches() ? new LabelDraft(after.group(2), after.group(1), section.line())
            : new LabelDraft(before.group(1), before.group(2), section.line());
        section.items().forEach(draft::read);
        return Optional.of(draft);
    }

    private void read(Item item) {
        var output = OUTPUT.matcher(item.text());
        if (item.bullet()) {
            included.add(item);
        } else if (output.lookingAt()) {
            violates = Optional.of(output.group(1).equals("INVALID"));
            if (!output.group(2).isBlank() && !output.group(2).equals(".")) {
                text.add("This applies" + output.group(2));
            }
        } else if (!item.text().matches("(?i)examples?:")) {
            text.add(item.text());
        }
    }

    void include(Section section) {
        violates = Optional.of(true);
        included.addAll(section.items());
    }

    void exclude(Section section) {
        excluded.addAll(section.items());
    }

    String name() {
        return name;
    }

    String title() {
        return title;
    }

    int line() {
        return line;
    }

    /** Empty when it doesn't say. */
    Optional<Boolean> violates() {
        return violates;
    }

    /** The category that it is, its rules' examples gathered beside it. */
    Label category(LabelIds ids) {
        var id = ids.of(name);
        var rules = new LinkedHashMap<String, Rule>();
        rules.put(id, new Rule(id, new Point(joined(ids), List.of())));
        for (var item : included) {
            var rule = RULE.matcher(item.text());
            var own = rule.matches() && rule.group(1).equalsIgnoreCase(name);
            var letters = own && !rules.containsKey(id + "." + rule.group(2)) ? rule.group(2) : free(rules, id);
            var ruleId = id + "." + letters;
            rules.put(ruleId, new Rule(ruleId,
                point(own ? rule.group(3) : item.text(), item, ids, Optional.of(ruleId))));
        }
        return new Label(name, id, title, List.copyOf(rules.values()));
    }

    /** What it says is safe: all of it, or what it excludes. */
    List<Point> safe(LabelIds ids) {
        var points = new ArrayList<Point>();
        if (!violates.orElseThrow()) {
            points.add(new Point(joined(ids), List.of()));
            included.forEach(item -> points.add(safePoint(item, ids)));
        }
        excluded.forEach(item -> points.add(safePoint(item, ids)));
        return points;
    }

    /** Those of the rules and of what is safe, once these were asked for. */
    List<Example> examples() {
        return examples;
    }

    private Point safePoint(Item item, LabelIds ids) {
        var rule = RULE.matcher(item.text());
        return point(rule.matches() && rule.group(1).equalsIgnoreCase(name) ? rule.group(3) : item.text(), item, ids,
            Optional.empty());
    }

    private Point point(String whole, Item item, LabelIds ids, Optional<String> rule) {
        var colon = whole.indexOf(": ");
        var listed = colon < 0 ? List.<String>of() : Quotes.ofAListOf(whole.substring(colon + 2));
        var said = ids.in(listed.isEmpty() ? whole : whole.substring(0, colon));
        var why = ids.in(colon < 0 ? whole : whole.substring(0, colon));
        listed.forEach(quote -> example(quote, rule, why));
        if (listed.isEmpty()) {
            Quotes.saidToBeExamples(whole).forEach(quote -> example(quote, rule, why));
        }
        item.below().forEach(one -> Quotes.saidToBeExamples(one).forEach(quote -> example(quote, rule, why)));
        return new Point(said, item.below().stream().map(ids::in).toList());
    }

    private void example(String content, Optional<String> rule, String why) {
        examples.add(new Example(content, rule.map(id -> id.substring(0, id.indexOf('.'))), rule, why));
    }

    private String joined(LabelIds ids) {
        return (violates.orElseThrow() || text.isEmpty() ? title + (text.isEmpty() ? "" : ": ") : "")
            + ids.in(String.join(" ", text));
    }

    private static String free(Map<String, Rule> taken, String id) {
        for (var number = 0;; number++) {
            var letters = number < 26 ? "" + (char) ('a' + number)
                : "" + (char) ('a' + number / 26 - 1) + (char) ('a' + number % 26);
            if (!taken.containsKey(id + "." + letters)) {
                return letters;
            }
        }
    }
}
