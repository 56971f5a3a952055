package dev.moderato.modeldouble;

import dev.moderato.guard.Canary;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the models would say, by markers in the judged text. The rules are in the comment of {@link ModelDouble}. */
final class Verdicts {

    private static final Pattern HAZARDS = Pattern.compile("\\[\\[(S\\d{1,2}(?:\\s*,\\s*S\\d{1,2})*)]]");
    private static final Pattern PROBABILITY = Pattern.compile("\\[\\[p=(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)]]");
    private static final Pattern VIOLATION = Pattern.compile("\\[\\[v=([^:\\[\\]]+):([^\\[\\]]+)]]");
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
    private static final Pattern ATTACK = Pattern.compile(
        "ignore\\s+(?:(?:all|any|your)\\s+)?(?:previous|prior)\\s+instructions", Pattern.CASE_INSENSITIVE);

    private Verdicts() {
    }

    /** {@code safe}, or {@code unsafe} and the codes of all markers on a second line. */
    static String llamaGuard(String text) {
        var hazards = hazards(text);
        return hazards.isEmpty() ? "safe" : "unsafe\n" + String.join(",", hazards);
    }

    /** How probable Llama Guard takes "unsafe" to be. */
    static double unsafe(String text) {
        return hazards(text).isEmpty() ? 0.02 : probability(text).orElse(0.95);
    }

    static double attack(String text) {
        return probability(text).orElse(ATTACK.matcher(text).find() ? 0.9995127320289612 : 0.0004318732651882);
    }

    static String promptGuard(String text) {
        return BigDecimal.valueOf(attack(text)).setScale(16, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** The first marker that the policy has a word for, or else no violation. */
    static JsonObject safeguard(String policy, String content) {
        var marked = VIOLATION.matcher(content).results().filter(marker -> isWord(policy, marker.group(1))).findFirst();
        if (marked.isPresent()) {
            return violation(marked.get().group(1), List.of(COMMA.split(marked.get().group(2))));
        }
        if (content.contains(Canary.VIOLENCE) && isWord(policy, "CANARY")) {
            return violation("CANARY", List.of("CANARY.a"));
        }
        var hazards = isWord(policy, "S1") && isWord(policy, "S14")
            ? hazards(content).stream().filter(code -> isWord(policy, code)).toList() : List.<String>of();
        return hazards.isEmpty()
            ? answer(0, null, List.of(), "No rule of the policy applies.") : violation(hazards.get(0), hazards);
    }

    private static JsonObject violation(String category, List<String> rules) {
        return answer(1, category, rules, "Rule " + String.join(", ", rules) + " applies.");
    }

    private static JsonObject answer(int violation, String category, List<String> rules, String rationale) {
        return new JsonObject().put("violation", violation).put("category", category)
            .put("rule_ids", new JsonArray(rules)).put("confidence", "high").put("rationale", rationale);
    }

    private static List<String> hazards(String text) {
        return text.contains(Canary.VIOLENCE) ? List.of("S1") : groups(HAZARDS, text).flatMap(COMMA::splitAsStream).distinct().toList();
    }

    private static OptionalDouble probability(String text) {
        return groups(PROBABILITY, text).mapToDouble(Double::parseDouble).max();
    }

    private static Stream<String> groups(Pattern marker, String text) {
        return marker.matcher(text).results().map((MatchResult match) -> match.group(1));
    }

    private static boolean isWord(String text, String word) {
        return Pattern.compile("(?<!\\w)" + Pattern.quote(word) + "(?!\\w)").matcher(text).find();
    }
}
