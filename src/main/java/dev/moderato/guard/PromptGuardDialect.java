package dev.moderato.guard;

import dev.moderato.guard.Reading.Read;
import dev.moderato.guard.Reading.Unreadable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Prompt Guard 2 as Groq serves it: one user message with nothing around the text, and the probability of an attack as
 * the reply's text. It sees 512 tokens, so a long text is judged in segments, and the worst counts.
 */
class PromptGuardDialect implements Dialect {

    static final String ATTACK = "prompt-attack";

    private static final Pattern NUMBER = Pattern.compile("(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d{1,3})?");
    private static final double SLACK = 1e-6;
    private static final int DEEPEST_SPLIT = 3;

    private final String model;
    private final int maxSegments;
    private final Optional<String> serviceTier;

    PromptGuardDialect(String model, int maxSegments, Optional<String> serviceTier) {
        this.model = model;
        this.maxSegments = maxSegments;
        this.serviceTier = serviceTier;
    }

    @Override
    public final List<Ask> asks(Question question) {
        var text = question.exchange().judged().text();
        if (text.isBlank() || text.codePointCount(0, text.length()) <= 3) {
            return List.of();
        }
        return segments(question).texts().stream()
            .map(segment -> new Ask(path(), body(segment), question, segment, 0)).toList();
    }

    @Override
    public Reading read(Ask ask, String body) {
        var completion = ChatCompletion.parse(body);
        if (completion.isEmpty()) {
            return new Unreadable("no completion", Usage.NONE);
        }
        var text = completion.get().content().strip();
        return NUMBER.matcher(text).matches()
            ? probability(Double.parseDouble(text), completion.get().usage())
            : new Unreadable("no probability", completion.get().usage());
    }

    @Override
    public final List<Ask> instead(Ask refused, HostError error) {
        if (!tooLong(error)) {
            return ChatCompletion.onDemand(refused, error);
        }
        return refused.changes() >= DEEPEST_SPLIT ? List.of() : Segments.halves(refused.text()).stream()
            .map(half -> new Ask(path(), body(half), refused.question(), half, refused.changes() + 1)).toList();
    }

    @Override
    public final Verdict worst(Question question, List<Verdict> verdicts) {
        var worst = LlamaGuardDialect.worst(verdicts);
        return segments(question).partial() ? worst.asPartial() : worst;
    }

    /** No text is no attack. */
    @Override
    public final Verdict nothingToJudge() {
        return Verdict.scored(List.of(new Score(ATTACK, Optional.empty(), 0)));
    }

    /** Such texts score about 0.9996 and 0.0004 in published replies. */
    @Override
    public final List<Canary> canaries() {
        return Canary.scored(Canary.ATTACK, 0.9, 0.2);
    }

    String path() {
        return ChatCompletion.PATH;
    }

    String body(String text) {
        var body = ChatCompletion.object().put("model", model);
        serviceTier.ifPresent(tier -> body.put("service_tier", tier));
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body.toString();
    }

    boolean tooLong(HostError error) {
        return error.code().equals("context_length_exceeded");
    }

    /** A probability; a hair over 1 is rounding, anything else is no probability. */
    static Reading probability(double value, Usage usage) {
        return value >= 0 && value <= 1 + SLACK
            ? new Read(Verdict.scored(List.of(new Score(ATTACK, Optional.empty(), Math.min(1, value)))), usage)
            : new Unreadable("no probability", usage);
    }

    private Segments segments(Question question) {
        return Segments.of(question.exchange().judged().text(), maxSegments);
    }
}
