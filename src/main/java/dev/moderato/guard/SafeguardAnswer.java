package dev.moderato.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Policy.Category;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What GPT-OSS-Safeguard wrote, read against the policy: one JSON object, bare or with something around it, that names
 * only categories and rules which the policy has.
 *
 * @param verdict empty when it can't be read
 * @param why it can't, without a word of the answer
 * @param echo whether it repeats a ready-made answer that stood in the content
 */
record SafeguardAnswer(Optional<Verdict> verdict, String why, boolean echo) {

    static final List<String> FIELDS = List.of("violation", "category", "rule_ids", "confidence", "rationale");
    static final List<String> CONFIDENCES = List.of("low", "medium", "high");

    private static final ObjectReader STRICT =
        new ObjectMapper().reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
    private static final int MOST_RATIONALE = 500;
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    /** One object of the answer that is a whole and consistent verdict. */
    private record Candidate(boolean violation, Optional<String> category, List<String> rules,
                             Optional<String> confidence, String rationale, String object) {
    }

    /** @param judged all texts that the model was shown */
    static SafeguardAnswer read(String answer, Policy policy, String judged) {
        if (answer.isBlank()) {
            return unreadable("empty");
        }
        if (SpecialTokens.in(answer)) {
            return unreadable("holds control tokens");
        }
        var candidates = candidates(answer, policy);
        if (candidates.isEmpty()) {
            return unreadable("no verdict in the policy's form");
        }
        var first = candidates.get(0);
        if (candidates.stream().anyMatch(other -> other.violation() != first.violation()
            || !other.category().equals(first.category()))) {
            return unreadable("two verdicts that disagree");
        }
        if (judged.indexOf('{') >= 0 && echoes(candidates, compact(judged))) {
            return new SafeguardAnswer(Optional.empty(), "repeats an answer that stood in the content", true);
        }
        return new SafeguardAnswer(Optional.of(verdict(first, policy)), "", false);
    }

    private static boolean echoes(List<Candidate> candidates, String seen) {
        return candidates.stream().anyMatch(one -> seen.contains(compact(one.object())));
    }

    private static SafeguardAnswer unreadable(String why) {
        return new SafeguardAnswer(Optional.empty(), why, false);
    }

    private static List<Candidate> candidates(String text, Policy policy) {
        return JsonObjects.in(text).stream().flatMap(object -> json(object).stream()
            .flatMap(json -> candidate(json, object, policy).stream())).toList();
    }

    /** An object that has a field twice says two things at once, so it is none. */
    private static Optional<JsonNode> json(String object) {
        try {
            return Optional.of(STRICT.readTree(object));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Candidate> candidate(JsonNode object, String text, Policy policy) {
        var violation = violation(object.path("violation"));
        var category = Optional.ofNullable(object.path("category").textValue());
        var rules = texts(object.path("rule_ids"));
        var confidence = Optional.ofNullable(object.path("confidence").textValue());
        var consistent = violation.isPresent() && violation.get() == category.isPresent()
            && (category.isPresent() || object.path("category").isNull() || object.path("category").isMissingNode())
            && category.map(id -> policy.category(id).isPresent()).orElse(true)
            && rules.filter(ids -> ids.stream().allMatch(id -> policy.categoryOfRule(id).isPresent())).isPresent()
            && confidence.map(CONFIDENCES::contains).orElse(object.path("confidence").isMissingNode());
        return consistent ? Optional.of(new Candidate(violation.get(), category, rules.get(), confidence,
            object.path("rationale").asText(""), text)) : Optional.empty();
    }

    private static String compact(String text) {
        return WHITE_SPACE.matcher(text).replaceAll("");
    }

    /** 0 or 1; some hosts' grammars make it a boolean or a string. */
    private static Optional<Boolean> violation(JsonNode node) {
        return switch (node.asText()) {
            case "0", "false" -> Optional.of(false);
            case "1", "true" -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    /** Empty when it is no list of texts; a list that isn't there has none. */
    private static Optional<List<String>> texts(JsonNode list) {
        if (list.isMissingNode()) {
            return Optional.of(List.of());
        }
        var texts = new ArrayList<String>();
        list.forEach(element -> texts.add(element.textValue()));
        return list.isArray() && !texts.contains(null) ? Optional.of(texts) : Optional.empty();
    }

    /** The categories are the one that it names and those of the rules that it names, gravest first. */
    private static Verdict verdict(Candidate candidate, Policy policy) {
        Set<String> named = new LinkedHashSet<>();
        candidate.category().ifPresent(named::add);
        if (candidate.violation()) {
            candidate.rules().forEach(rule -> policy.categoryOfRule(rule).map(Category::id).ifPresent(named::add));
        }
        var categories = policy.categories().stream().map(Category::id).filter(named::contains).toList();
        return new Verdict(List.of(), categories, candidate.rules(), candidate.confidence(),
            Stream.of(candidate.rationale()).filter(text -> !text.isBlank())
                .map(text -> Excerpt.of(text, MOST_RATIONALE)).findFirst(),
            Optional.empty(), false, false);
    }
}
