package dev.moderato.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.policy.Policy.Category;
import dev.moderato.policy.Policy.Consult;
import dev.moderato.policy.Policy.Effort;
import dev.moderato.policy.Policy.Example;
import dev.moderato.policy.Policy.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one policy: front matter between two lines of {@code ---}, then the four sections. */
final class PolicyFile {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SECTIONS =
        List.of("## Instructions", "## Definitions", "## Criteria", "## Examples");

    private final Path file;
    private final List<String> lines;

    private PolicyFile(Path file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    /**
     * @param onUnavailable what follows when nobody could read it and it doesn't say so itself
     * @throws BrokenPolicyException naming file and line
     */
    static Policy read(Path file, String text, String revision, Outcome onUnavailable) {
        return new PolicyFile(file, text).policy(revision, onUnavailable);
    }

    private Policy policy(String revision, Outcome onUnavailable) {
        var end = endOfFrontMatter();
        var head = YamlMapping.read(file, String.join("\n", lines.subList(1, end)), 2);
        var consult = head.choice("consult", Consult.class)
            .orElseThrow(() -> head.broken("consult", "'consult' is missing"));
        var standsInFor = head.text("stands-in-for");
        if (consult == Consult.STAND_IN && standsInFor.isEmpty()) {
            throw head.broken("consult", "consult: stand-in needs 'stands-in-for' with the name of a guard");
        }
        var categories = categories(head.requiredMapping("categories"));
        if (categories.isEmpty()) {
            throw head.broken("categories", "categories must name at least one");
        }
        checkSections(end);
        var policy = new Policy(id(), head.requiredText("title"), revision,
            String.join("\n", lines.subList(end + 1, lines.size())).strip() + "\n",
            consult, standsInFor,
            head.choice("mode", Mode.class).orElse(Mode.ENFORCE), name().endsWith(Policy.NEXT),
            head.choice("effort", Effort.class).orElse(Effort.LOW),
            head.choices("directions", Direction.class).<Set<Direction>>map(Set::copyOf)
                .orElse(Set.of(Direction.values())),
            head.choice("on-unavailable", Outcome.class).orElse(onUnavailable),
            categories, examples(categories), head.mapping("gate").map(PolicyFile::gate));
        head.noOthers();
        return policy;
    }

    private String name() {
        var name = file.getFileName().toString();
        return name.substring(0, name.length() - ".md".length());
    }

    private String id() {
        var id = name().endsWith(Policy.NEXT) ? name().substring(0, name().length() - Policy.NEXT.length()) : name();
        if (!id.matches("[a-z0-9][a-z0-9-]*") || id.equals("hazards")) {
            throw new BrokenPolicyException(file, 1, "a policy's file name is its id: small letters, digits and"
                + " hyphens, not 'hazards', and .next behind it for one that is to follow");
        }
        return id;
    }

    private static Gate gate(YamlMapping one) {
        var gate = one.checked(() -> new Gate(one.number("precision"), one.number("recall")));
        one.noOthers();
        return gate;
    }

    private int endOfFrontMatter() {
        if (lines.isEmpty() || !lines.get(0).equals("---")) {
            throw new BrokenPolicyException(file, 1, "must begin with front matter: a line ---");
        }
        var end = lines.subList(1, lines.size()).indexOf("---");
        if (end < 0) {
            throw new BrokenPolicyException(file, 1, "the front matter is not closed by a line ---");
        }
        return end + 1;
    }

    private List<Category> categories(YamlMapping all) {
        var rulesSeen = new HashSet<String>();
        var categories = new ArrayList<Category>();
        for (var id : all.keys()) {
            var one = all.requiredMapping(id);
            var rules = one.texts("rules").orElseThrow(() -> one.broken("rules", "'rules' is missing"));
            for (var rule : rules) {
                if (!rulesSeen.add(rule)) {
                    throw one.broken("rules", "rule " + rule + " stands in more than one place");
                }
            }
            categories.add(new Category(id, one.requiredText("name"), one.requiredHazard("hazard"),
                one.choice("outcome", Outcome.class)
                    .orElseThrow(() -> one.broken("outcome", "'outcome' is missing")), rules));
            one.noOthers();
        }
        return categories;
    }

    private void checkSections(int from) {
        var at = from;
        for (var section : SECTIONS) {
            var found = lines.subList(at, lines.size()).indexOf(section);
            if (found < 0) {
                throw new BrokenPolicyException(file, lines.size(), "section '" + section + "' is missing or out of"
                    + " order; the four are " + String.join(", ", SECTIONS));
            }
            at += found + 1;
        }
    }

    private List<Example> examples(List<Category> categories) {
        var examples = new ArrayList<Example>();
        for (var i = lines.indexOf("## Examples") + 1; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.startsWith("{")) {
                examples.add(example(line, i + 1, categories));
            }
        }
        return examples;
    }

    private Example example(String line, int number, List<Category> categories) {
        var arrow = line.indexOf("} -> {");
        if (arrow < 0) {
            throw new BrokenPolicyException(file, number, "an example is {\"content\":\"…\"} -> {\"violation\":…}");
        }
        var content = json(line.substring(0, arrow + 1), number).path("content");
        var answer = json(line.substring(arrow + 5), number);
        if (!content.isTextual() || !answer.path("violation").isInt()) {
            throw new BrokenPolicyException(file, number, "an example has 'content' before the arrow and"
                + " 'violation' 0 or 1 after it");
        }
        var violation = answer.path("violation").asInt() == 1;
        var category = Optional.ofNullable(answer.path("category").textValue());
        if (violation != category.isPresent()) {
            throw new BrokenPolicyException(file, number, "an example names a category if and only if it violates");
        }
        category.filter(id -> categories.stream().noneMatch(c -> c.id().equals(id))).ifPresent(id -> {
            throw new BrokenPolicyException(file, number, "category " + id + " is not in the front matter");
        });
        return new Example(content.textValue(), category, number);
    }

    private JsonNode json(String text, int number) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BrokenPolicyException(file, number, "not JSON: " + e.getOriginalMessage());
        }
    }
}
