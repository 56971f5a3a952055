package dev.moderato.guard;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moderato.guard.Reading.Unreadable;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Prompt Guard behind Hugging Face's text-embeddings-inference. Its server cuts long texts off in silence unless told
 * not to, and sorts labels by score (router source, 1.9), so they are told by name and never by place.
 */
final class TeiDialect extends PromptGuardDialect {

    private static final Set<String> ATTACKS = Set.of("MALICIOUS", "LABEL_1", "JAILBREAK", "INJECTION");

    TeiDialect(int maxSegments) {
        super("", maxSegments, Optional.empty());
    }

    @Override
    public String operation() {
        return "classify";
    }

    @Override
    String path() {
        return "/predict";
    }

    @Override
    String body(String text) {
        return ChatCompletion.object().put("inputs", text).put("truncate", false).put("raw_scores", false).toString();
    }

    @Override
    public Reading read(Ask ask, String body) {
        return ChatCompletion.json(body).map(root -> root.path(0).isArray() ? root.path(0) : root)
            .map(TeiDialect::attack).orElseGet(() -> new Unreadable("no list of labels", Usage.NONE));
    }

    @Override
    boolean tooLong(HostError error) {
        return error.status() == 413 || error.status() == 422 && error.message().contains("must have less than");
    }

    /** The model sees 512 tokens. */
    @Override
    public Optional<Ask> tooLong() {
        var text = "word ".repeat(600);
        return Optional.of(new Ask(path(), body(text), Question.about(Exchange.of(text)), text, 0));
    }

    private static Reading attack(JsonNode labels) {
        for (var label : labels) {
            if (ATTACKS.contains(label.path("label").asText().toUpperCase(Locale.ROOT))) {
                return label.path("score").isNumber() ? probability(label.path("score").asDouble(), Usage.NONE)
                    : new Unreadable("no probability", Usage.NONE);
            }
        }
        return new Unreadable("no label of an attack", Usage.NONE);
    }
}
