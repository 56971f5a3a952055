package dev.moderato.modeldouble;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Hugging Face's text-embeddings-inference with Prompt Guard 2, truncating by default. */
final class TeiHost implements Host {

    private static final int TOKENS = 512;
    private static final int BATCH = 32;

    @Override
    public Reply answer(Call call) {
        if (call.is("POST", "/predict")) {
            return predict(call);
        }
        if (call.is("GET", "/health")) {
            return Reply.emptyBody();
        }
        return call.is("GET", "/info") ? info(call) : Reply.raw("text/plain", 404, "");
    }

    /** There are no chat completions here: the content is the body. */
    @Override
    public Reply completion(Call call, JsonObject choice) {
        return Reply.status(200, String.valueOf(choice.getJsonObject("message").getValue("content")));
    }

    private static Reply predict(Call call) {
        var inputs = call.body().getValue("inputs");
        if (inputs instanceof JsonArray array && array.stream().allMatch(JsonArray.class::isInstance)) {
            return batch(call, array);
        }
        var text = text(inputs);
        if (text == null) {
            return error(422, "Validation", "`inputs` must be a string, a pair of strings or an array of such arrays");
        }
        return refusal(call, text).orElseGet(() -> Reply.json(200, scores(call, text)));
    }

    private static Reply batch(Call call, JsonArray elements) {
        if (elements.size() > BATCH) {
            return error(422, "Validation", "batch size " + elements.size() + " > maximum allowed batch size " + BATCH);
        }
        if (elements.isEmpty()) {
            return error(400, "Empty", "`inputs` cannot be empty");
        }
        var texts = new ArrayList<String>();
        for (var element : elements) {
            texts.add(text(element));
        }
        if (texts.contains(null)) {
            return error(422, "Validation", "each element of `inputs` must be an array of one or two strings");
        }
        var all = new JsonArray();
        for (var text : texts) {
            var refused = refusal(call, text);
            if (refused.isPresent()) {
                return refused.get();
            }
            all.add(scores(call, text));
        }
        return Reply.json(200, all);
    }

    /** A string, or one or two strings in an array, two being a pair that is judged as one text; null else. */
    private static String text(Object input) {
        if (input instanceof String text) {
            return text;
        }
        return input instanceof JsonArray array && (array.size() == 1 || array.size() == 2)
            && array.stream().allMatch(String.class::isInstance)
            ? String.join("\n", array.stream().map(String.class::cast).toList()) : null;
    }

    private static Optional<Reply> refusal(Call call, String text) {
        if (text.isEmpty()) {
            return Optional.of(error(400, "Empty", "`inputs` cannot be empty"));
        }
        var tokens = Tokens.of(text);
        if (tokens <= TOKENS || !Boolean.FALSE.equals(call.body().getValue("truncate"))) {
            return Optional.empty();
        }
        return Optional.of(
            error(422, "Validation", "`inputs` must have less than " + TOKENS + " tokens. Given: " + tokens));
    }

    /** Sorted by score, the higher first. */
    private static JsonArray scores(Call call, String text) {
        var attack = Verdicts.attack(Tokens.cut(text, TOKENS));
        var labels = labels(call);
        var benign = score(call, labels.get(0), 1 - attack);
        var malicious = score(call, labels.get(1), attack);
        return attack > 0.5 ? new JsonArray().add(malicious).add(benign) : new JsonArray().add(benign).add(malicious);
    }

    private static JsonObject score(Call call, String label, double probability) {
        var raw = Boolean.TRUE.equals(call.body().getValue("raw_scores"));
        return new JsonObject().put("score", raw ? Math.log(probability / (1 - probability)) / 2 : probability)
            .put("label", label);
    }

    private static Reply info(Call call) {
        var names = new JsonObject().put("0", labels(call).get(0)).put("1", labels(call).get(1));
        var labels = new JsonObject().put("id2label", names);
        return Reply.json(200, new JsonObject().put("model_id", "meta-llama/Llama-Prompt-Guard-2-86M")
            .put("model_dtype", "float32").put("model_type", new JsonObject().put("classifier", labels))
            .put("max_input_length", TOKENS).put("max_client_batch_size", BATCH).put("auto_truncate", true)
            .put("version", "1.9.0"));
    }

    private static List<String> labels(Call call) {
        return call.on("named-labels") ? List.of("BENIGN", "MALICIOUS") : List.of("LABEL_0", "LABEL_1");
    }

    private static Reply error(int status, String type, String message) {
        return Reply.json(status, new JsonObject().put("error", message).put("error_type", type));
    }
}
