package dev.moderato.policy.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Policy.Category;
import dev.moderato.policy.check.Flaw.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** What makes a policy's text one that the model reads well, and true to its front matter. */
final class PolicyText {

    private static final Encoding O200K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_TOKENS = 10_000;
    private static final int FEW_TOKENS = 400;
    private static final int MANY_TOKENS = 600;
    private static final int LEAST_EXAMPLES = 2;
    private static final Pattern OUTPUT_RULE =
        Pattern.compile("(answer|reply|respond|return|output)\\b.*\\bJSON object", Pattern.CASE_INSENSITIVE);
    private static final String PRECEDENCE = "Precedence for \"category\":";
    private static final Pattern VAGUE = Pattern.compile("\\b(generally|usually|typically|normally|often|sometimes"
        + "|mostly|appropriate|reasonable|in most cases|as needed|and so on|etc)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern RULE = Pattern.compile("- ([A-Z]+\\d+(?:\\.[a-z]+)?) .*");
    private static final Pattern QUOTED = Pattern.compile("\"([A-Z]+\\d+)\"");
    private static final Pattern ID = Pattern.compile("[A-Z]+\\d+");

    private final Path file;
    private final Policy policy;
    private final List<String> lines;
    /** The index of the line that closes the front matter. */
    private final int end;
    private final List<Flaw> flaws = new ArrayList<>();

    private PolicyText(Path file, Policy policy, String text) {
        this.file = file;
        this.policy = policy;
        this.lines = text.lines().toList();
        this.end = 1 + lines.subList(1, lines.size()).indexOf("---");
    }

    static List<Flaw> flaws(Path file, Policy policy, String text) {
        var checked = new PolicyText(file, policy, text);
        checked.tokens();
        checked.words();
        checked.outputRule();
        checked.answerShape();
        checked.rules();
        checked.precedence();
        checked.examples();
        return checked.flaws;
    }

    /** The line, from 1, in which the front matter has this category. */
    static int lineOf(Category category, List<String> lines) {
        return 1 + IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).strip().startsWith(category.id() + ":")).findFirst().orElse(0);
    }

    private void tokens() {
        var tokens = O200K.countTokens(policy.text());
        if (tokens > MOST_TOKENS) {
            add(end + 1, Severity.ERROR, "tokens", tokens + " tokens (o200k); more than " + MOST_TOKENS
                + " leave the model no room for the content");
        } else if (tokens < FEW_TOKENS || tokens > MANY_TOKENS) {
            add(end + 1, Severity.WARNING, "tokens", tokens + " tokens (o200k); the model reads " + FEW_TOKENS + " to "
                + MANY_TOKENS + " best");
        }
    }

    private void words() {
        for (var i = end + 1; i < lines.size(); i++) {
            if (lines.get(i).contains("```") || lines.get(i).startsWith("~~~")) {
                add(i, Severity.ERROR, "code-fence", "a code fence makes the model answer in one");
            }
            if (!isExample(i)) {
                var at = i;
                VAGUE.matcher(lines.get(i)).results().map(MatchResult::group).distinct().forEach(word ->
                    add(at, Severity.WARNING, "vague-word", "'" + word + "' leaves it to the model; say what counts"));
            }
        }
    }

    private void outputRule() {
        var first = lines.indexOf("## Instructions");
        if (section("## Instructions").noneMatch(this::asksForJson)) {
            add(first, Severity.ERROR, "output-rule-first", "the Instructions must ask for one JSON object");
        }
        var last = IntStream.range(0, lines.size()).filter(i -> !lines.get(i).isBlank()).max().orElse(0);
        if (!asksForJson(last)) {
            add(last, Severity.ERROR, "output-rule-last", "the last line must ask for one JSON object once more");
        }
    }

    private boolean asksForJson(int i) {
        return OUTPUT_RULE.matcher(lines.get(i)).find();
    }

    /** The categories that the answer's shape offers are those of the front matter. */
    private void answerShape() {
        var shape = section("## Instructions").filter(i -> lines.get(i).contains("\"category\":")).findFirst();
        if (shape.isEmpty()) {
            add(lines.indexOf("## Instructions"), Severity.ERROR, "answer-shape",
                "the Instructions must show the answer's shape, with \"category\":");
            return;
        }
        var line = lines.get(shape.getAsInt());
        var offered = QUOTED.matcher(line).results().map(quoted -> quoted.group(1)).toList();
        offered.stream().filter(id -> policy.category(id).isEmpty()).forEach(id -> add(shape.getAsInt(), Severity.ERROR,
            "answer-shape", "the shape offers " + id + ", which is no category of the front matter"));
        if (!line.contains("..")) {
            policy.categories().stream().map(Category::id).filter(id -> !offered.contains(id)).forEach(id ->
                add(shape.getAsInt(), Severity.ERROR, "answer-shape", "the shape doesn't offer " + id));
        }
    }

    private void rules() {
        var said = section("## Criteria").mapToObj(i -> RULE.matcher(lines.get(i)).results()
            .map(rule -> new Rule(rule.group(1), i)).findFirst()).flatMap(Optional::stream).toList();
        said.stream().filter(rule -> policy.categoryOfRule(rule.id()).isEmpty()).forEach(rule -> add(rule.at(),
            Severity.ERROR, "rule-ids", "rule " + rule.id() + " belongs to no category of the front matter"));
        for (var category : policy.categories()) {
            category.rules().stream().filter(id -> said.stream().noneMatch(rule -> rule.id().equals(id))).forEach(id ->
                add(lineOf(category, lines) - 1, Severity.ERROR, "rule-ids", "the Criteria don't say what rule " + id
                    + " is"));
        }
    }

    private record Rule(String id, int at) {
    }

    private void precedence() {
        var order = policy.categories().stream().map(Category::id).toList();
        var stated = section("## Criteria").filter(i -> lines.get(i).startsWith(PRECEDENCE)).findFirst();
        if (stated.isEmpty()) {
            if (order.size() > 1) {
                add(lines.indexOf("## Criteria"), Severity.WARNING, "precedence", "say which category counts when"
                    + " several apply: " + PRECEDENCE + " " + String.join(", ", order) + ".");
            }
        } else if (!ID.matcher(lines.get(stated.getAsInt())).results().map(MatchResult::group).toList().equals(order)) {
            add(stated.getAsInt(), Severity.ERROR, "precedence", "the front matter has " + String.join(", ", order));
        }
    }

    private void examples() {
        var violating = policy.examples().stream().filter(example -> example.category().isPresent()).count();
        var safe = policy.examples().size() - violating;
        if (violating < LEAST_EXAMPLES || safe < LEAST_EXAMPLES) {
            add(lines.indexOf("## Examples"), Severity.ERROR, "examples", "at least " + LEAST_EXAMPLES
                + " violating and " + LEAST_EXAMPLES + " safe ones near the boundary, has " + violating + " and "
                + safe);
        }
        for (var example : policy.examples()) {
            var line = lines.get(example.line() - 1);
            var named = StreamSupport.stream(json(line.substring(line.indexOf("} -> {") + 5)).path("rule_ids")
                .spliterator(), false).map(JsonNode::asText).collect(Collectors.toSet());
            named.stream().filter(id -> policy.categoryOfRule(id).isEmpty()).forEach(id -> add(example.line() - 1,
                Severity.ERROR, "example-rules", "the example names rule " + id + ", which there isn't"));
            example.category().flatMap(policy::category)
                .filter(category -> category.rules().stream().noneMatch(named::contains))
                .ifPresent(category -> add(example.line() - 1, Severity.ERROR, "example-rules",
                    "the example names no rule of its category " + category.id()));
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the policy was read before", e);
        }
    }

    private boolean isExample(int i) {
        return lines.get(i).startsWith("{");
    }

    /** The indexes of a section's lines. */
    private IntStream section(String title) {
        var from = lines.indexOf(title) + 1;
        return IntStream.range(from, lines.size()).takeWhile(i -> !lines.get(i).startsWith("## "));
    }

    private void add(int index, Severity severity, String rule, String message) {
        flaws.add(new Flaw(file, index + 1, severity, rule, message));
    }
}
