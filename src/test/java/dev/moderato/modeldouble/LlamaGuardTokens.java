package dev.moderato.modeldouble;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code logprobs} that vLLM gives with a reply of Llama Guard. */
final class LlamaGuardTokens {

    private static final Pattern TOKEN = Pattern.compile("\\n\\n|\\n|unsafe|safe|S|\\d+|,");

    private LlamaGuardTokens() {
    }

    static int count(String content) {
        return (int) TOKEN.matcher(content).results().count();
    }

    /**
     * @param unsafe the probability of "unsafe"; the rest is that of "safe"
     * @param top how many alternatives to name for each token
     */
    static JsonObject logprobs(String content, double unsafe, int top) {
        var tokens = new JsonArray();
        TOKEN.matcher(content).results().map(MatchResult::group)
            .forEach(token -> tokens.add(entry(token, unsafe, top)));
        return new JsonObject().put("content", tokens);
    }

    private static JsonObject entry(String token, double unsafe, int top) {
        var candidates = token.endsWith("safe")
            ? Stream.of("unsafe", "safe").map(word -> candidate(word, word.equals("unsafe") ? unsafe : 1 - unsafe))
                .sorted((a, b) -> Double.compare(b.getDouble("logprob"), a.getDouble("logprob"))).toList()
            : List.of(candidate(token, 1));
        var chosen = candidates.stream().filter(each -> each.getString("token").equals(token)).findFirst();
        return chosen.orElseThrow().copy()
            .put("top_logprobs", new JsonArray(candidates.subList(0, Math.min(top, candidates.size()))));
    }

    private static JsonObject candidate(String token, double probability) {
        var bytes = new JsonArray();
        for (var each : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add((int) each);
        }
        return new JsonObject().put("token", token).put("logprob", Math.max(-9999.0, Math.log(probability)))
            .put("bytes", bytes);
    }
}
