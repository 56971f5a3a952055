package dev.moderato.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moderato.guard.Part.Image;
import dev.moderato.guard.Part.Text;
import dev.moderato.guard.Reading.Read;
import dev.moderato.guard.Reading.Unreadable;
import dev.moderato.guard.Turn.Role;
import dev.moderato.policy.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Llama Guard 3 and 4. The prompt with the taxonomy is in the model's chat template, which wants turns that alternate
 * and begin with the user, never a system message, and judges the last turn. The reply is {@code safe}, or
 * {@code unsafe} and a line of codes (model card); hosts put line feeds before it, spaces after it and into it.
 */
final class LlamaGuardDialect implements Dialect {

    private static final Pattern VERDICT = Pattern.compile("(safe|unsafe)\\b[\\s.:,;-]*", Pattern.CASE_INSENSITIVE);
    private static final Pattern CODE = Pattern.compile("(?<![A-Za-z0-9])[Ss]\\s?(\\d{1,2})(?![A-Za-z0-9])");
    private static final String UNKNOWN_TURN = "(The message that this is a reply to is not known.)";
    private static final int TOP_LOGPROBS = 20;
    private static final double SLACK = 1e-3;
    /** {@code unsafe} and fourteen codes are about 45. */
    private static final int MOST_TOKENS = 64;

    private final String model;
    private final int maxTokens;
    private final boolean logprobs;
    private final Optional<String> serviceTier;

    LlamaGuardDialect(String model, OptionalInt maxTokens, boolean logprobs, Optional<String> serviceTier) {
        this.model = model;
        this.maxTokens = maxTokens.orElse(MOST_TOKENS);
        this.logprobs = logprobs;
        this.serviceTier = serviceTier;
    }

    @Override
    public List<Ask> asks(Question question) {
        var exchange = question.exchange();
        var body = ChatCompletion.object().put("model", model).put("temperature", 0).put("max_tokens", maxTokens);
        if (logprobs) {
            body.put("logprobs", true).put("top_logprobs", TOP_LOGPROBS);
        }
        serviceTier.ifPresent(tier -> body.put("service_tier", tier));
        var last = exchange.direction() == Direction.INPUT ? Role.USER : Role.ASSISTANT;
        var turns = new ArrayList<>(exchange.earlier());
        if (last == Role.ASSISTANT && !turns.isEmpty() && turns.get(turns.size() - 1).role() == last) {
            turns.add(new Turn(Role.USER, Content.of(UNKNOWN_TURN)));
        }
        turns.add(new Turn(last, exchange.judged()));
        if (turns.get(0).role() == Role.ASSISTANT) {
            turns.add(0, new Turn(Role.USER, Content.of(UNKNOWN_TURN)));
        }
        var messages = body.putArray("messages");
        turns.forEach(turn -> parts(turn.content(),
            messages.addObject().put("role", turn.role().toString()).putArray("content")));
        return List.of(new Ask(ChatCompletion.PATH, body.toString(), question, exchange.judged().text(), 0));
    }

    @Override
    public Reading read(Ask ask, String body) {
        var completion = ChatCompletion.parse(body);
        if (completion.isEmpty()) {
            return new Unreadable("no completion", Usage.NONE);
        }
        var usage = completion.get().usage();
        var text = completion.get().content().replace("\uFEFF", "").strip();
        var verdict = VERDICT.matcher(text);
        if (!verdict.lookingAt()) {
            return new Unreadable(text.isEmpty() ? "empty" : "neither safe nor unsafe", usage);
        }
        var rest = text.substring(verdict.end());
        if (verdict.group(1).equalsIgnoreCase("safe")) {
            return rest.isEmpty() ? new Read(Verdict.scored(List.of()), usage)
                : new Unreadable("safe, with something behind it", usage);
        }
        return new Read(Verdict.scored(scores(rest, unsafe(completion.get().logprobs()))), usage);
    }

    @Override
    public List<Ask> instead(Ask refused, HostError error) {
        return refused.changes() == 0 && ChatCompletion.complainsOf(error, "logprobs")
            ? List.of(ChatCompletion.changed(refused, body -> body.remove(List.of("logprobs", "top_logprobs"))))
            : ChatCompletion.onDemand(refused, error);
    }

    @Override
    public Verdict worst(Question question, List<Verdict> verdicts) {
        return worst(verdicts);
    }

    /** Of each category the highest score. */
    static Verdict worst(List<Verdict> verdicts) {
        var highest = new TreeMap<String, Score>();
        verdicts.forEach(verdict -> verdict.scores().forEach(score -> highest.merge(score.category(), score,
            (a, b) -> a.value() >= b.value() ? a : b)));
        var worst = Verdict.scored(List.copyOf(highest.values()));
        return verdicts.stream().anyMatch(Verdict::partial) ? worst.asPartial() : worst;
    }

    @Override
    public boolean seesImages() {
        return true;
    }

    @Override
    public List<Canary> canaries() {
        return Canary.scored(Canary.VIOLENCE, 0.5, 0.5);
    }

    /** A message with images and no text breaks the template, so there is always a text. */
    private static void parts(Content content, ArrayNode parts) {
        for (var part : content.parts()) {
            if (part instanceof Text text) {
                parts.addObject().put("type", "text").put("text", SpecialTokens.neutralised(text.text()));
            } else if (part instanceof Image image) {
                image(image, parts.addObject());
            }
        }
        if (content.text().isBlank()) {
            parts.addObject().put("type", "text").put("text", "(An image without a text.)");
        }
    }

    private static void image(Image image, ObjectNode part) {
        part.put("type", "image_url").putObject("image_url").put("url", image.uri());
    }

    /** What has no known code stays unsafe, by its own word. */
    private static List<Score> scores(String codes, double unsafe) {
        var scores = new ArrayList<Score>();
        var code = CODE.matcher(codes);
        while (code.find()) {
            scores.add(Score.of("S" + Integer.parseInt(code.group(1)), unsafe));
        }
        var rest = code.reset().replaceAll("").replaceAll("[\\s,;.]", "");
        if (scores.isEmpty() || !rest.isEmpty()) {
            scores.add(Score.of("unsafe", unsafe));
        }
        return scores.stream().distinct().toList();
    }

    /**
     * P(unsafe) at the verdict's token, which is the first that isn't blank. The word itself counts, as 1, where the
     * host gives no logprobs or such as don't fit it: what a model wrote was among its candidates.
     */
    private static double unsafe(JsonNode logprobs) {
        for (var token : logprobs) {
            if (!token.path("token").asText().isBlank()) {
                var unsafe = sum(token, "unsafe");
                var safe = sum(token, "safe");
                if (unsafe > 0 && unsafe + safe <= 1 + SLACK) {
                    return safe > 0 ? unsafe / (unsafe + safe) : Math.min(1, unsafe);
                }
                return 1;
            }
        }
        return 1;
    }

    /** A token that begins only one of the two words counts as that word: {@code uns}. */
    private static double sum(JsonNode token, String word) {
        var sum = 0.0;
        for (var candidate : token.path("top_logprobs")) {
            var text = candidate.path("token").asText().strip().toLowerCase(Locale.ROOT);
            if (!text.isEmpty() && word.startsWith(text)) {
                sum += Math.exp(candidate.path("logprob").asDouble(Double.NEGATIVE_INFINITY));
            }
        }
        return sum;
    }
}
