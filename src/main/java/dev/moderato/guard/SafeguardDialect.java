package dev.moderato.guard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.moderato.guard.Reading.Again;
import dev.moderato.guard.Reading.Read;
import dev.moderato.guard.Reading.Unreadable;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Policy.Category;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * GPT-OSS-Safeguard: the policy is the system message, byte for byte the same in every request, so that hosts can cache
 * it; the content follows as JSON, which is data and no instruction. One changed try when the reply is of no use.
 */
final class SafeguardDialect implements Dialect {

    private static final String REMINDER =
        "\nReminder: answer with ONE JSON object in the form that the policy gives, and nothing else.";

    /** Of the messages, and of the request. */
    private static final String END = "]}";

    private final LoadingCache<Policy, String> beginnings = Caffeine.newBuilder().weakKeys().build(this::beginning);
    private final String model;
    private final OptionalInt maxTokens;
    private final String responseFormat;
    private final Optional<String> serviceTier;

    /** @param responseFormat {@code json_object}, {@code json_schema} or {@code none} */
    SafeguardDialect(String model, OptionalInt maxTokens, String responseFormat, Optional<String> serviceTier) {
        this.model = model;
        this.maxTokens = maxTokens;
        this.responseFormat = responseFormat;
        this.serviceTier = serviceTier;
    }

    @Override
    public List<Ask> asks(Question question) {
        var text = question.exchange().judged().text();
        if (text.isBlank()) {
            return List.of();
        }
        var user = ChatCompletion.object().put("role", "user").put("content", data(question.exchange(), text));
        var body = beginnings.get(question.policy().orElseThrow()) + "," + user + END;
        return List.of(new Ask(ChatCompletion.PATH, body, question, text, 0));
    }

    /** The request up to the message with the policy, which is long and the same each time. */
    private String beginning(Policy policy) {
        var body = ChatCompletion.object().put("model", model).put("temperature", 0)
            .put("reasoning_effort", policy.effort().toString())
            .put("max_completion_tokens", maxTokens.orElse(budget(policy)));
        responseFormat(body, policy);
        serviceTier.ifPresent(tier -> body.put("service_tier", tier));
        body.putArray("messages").addObject().put("role", "system").put("content", policy.text());
        var whole = body.toString();
        return whole.substring(0, whole.length() - END.length());
    }

    @Override
    public Reading read(Ask ask, String body) {
        var completion = ChatCompletion.parse(body);
        if (completion.isEmpty()) {
            return new Unreadable("no completion", Usage.NONE);
        }
        var usage = completion.get().usage();
        if (completion.get().cut()) {
            return otherwise(ask, "cut off by the budget of tokens", usage,
                request -> request.put("max_completion_tokens", request.path("max_completion_tokens").asInt() * 4));
        }
        var policy = ask.question().policy().orElseThrow();
        var answer = SafeguardAnswer.read(completion.get().content(), policy, shown(ask.question().exchange()));
        if (answer.verdict().isPresent()) {
            return new Read(answer.verdict().get().withReasoning(completion.get().reasoning()), usage);
        }
        return answer.echo() ? new Unreadable(answer.why(), usage)
            : otherwise(ask, answer.why(), usage, SafeguardDialect::remind);
    }

    @Override
    public List<Ask> instead(Ask refused, HostError error) {
        if (refused.changes() == 0 && error.code().equals("json_validate_failed")) {
            return List.of(ChatCompletion.changed(refused, request -> {
                request.remove("response_format");
                request.put("max_completion_tokens", request.path("max_completion_tokens").asInt() * 2);
            }));
        }
        return refused.changes() == 0 && ChatCompletion.complainsOf(error, "response_format")
            ? List.of(ChatCompletion.changed(refused, request -> request.remove("response_format")))
            : ChatCompletion.onDemand(refused, error);
    }

    @Override
    public Verdict worst(Question question, List<Verdict> verdicts) {
        if (verdicts.size() == 1) {
            return verdicts.get(0);
        }
        var policy = question.policy().orElseThrow();
        var worst = verdicts.stream().max(Comparator.comparing(verdict -> gravity(policy, verdict))).orElseThrow();
        var categories = policy.categories().stream().map(Category::id)
            .filter(id -> verdicts.stream().anyMatch(verdict -> verdict.categories().contains(id))).toList();
        return verdicts.stream().anyMatch(Verdict::partial) ? worst.withCategories(categories).asPartial()
            : worst.withCategories(categories);
    }

    @Override
    public boolean readsPolicies() {
        return true;
    }

    @Override
    public List<Canary> canaries() {
        return Canary.read();
    }

    /** 0 for no violation, else 1 to 3 by what follows from the gravest category. */
    private static int gravity(Policy policy, Verdict verdict) {
        return verdict.categories().stream().flatMap(id -> policy.category(id).stream())
            .mapToInt(category -> 1 + category.outcome().ordinal()).max().orElse(0);
    }

    /** Reasoning and answer share it; what is reserved counts against the host's limits (Groq). */
    private static int budget(Policy policy) {
        return switch (policy.effort()) {
            case LOW -> 1_024;
            case MEDIUM -> 2_048;
            case HIGH -> 4_096;
        };
    }

    private static String data(Exchange exchange, String text) {
        var data = ChatCompletion.object().put("content", SpecialTokens.neutralised(text))
            .put("direction", exchange.direction().toString());
        var earlier = exchange.earlier();
        if (!earlier.isEmpty()) {
            var turns = data.putArray("conversation");
            earlier.forEach(turn -> turns.addObject().put("role", turn.role().toString())
                .put("content", SpecialTokens.neutralised(turn.content().text())));
        }
        return data.toString();
    }

    private static String shown(Exchange exchange) {
        return Stream.concat(Stream.of(exchange.judged()), exchange.earlier().stream().map(Turn::content))
            .map(Content::text).collect(Collectors.joining("\n"));
    }

    private static Reading otherwise(Ask ask, String why, Usage usage, Consumer<ObjectNode> change) {
        return ask.changes() > 0 ? new Unreadable(why, usage)
            : new Again(List.of(ChatCompletion.changed(ask, change)), usage);
    }

    private static void remind(ObjectNode request) {
        var user = (ObjectNode) request.path("messages").path(1);
        user.put("content", user.path("content").asText() + REMINDER);
    }

    private void responseFormat(ObjectNode body, Policy policy) {
        if (responseFormat.equals("json_object")) {
            body.putObject("response_format").put("type", "json_object");
        } else if (responseFormat.equals("json_schema")) {
            var format = body.putObject("response_format").put("type", "json_schema").putObject("json_schema")
                .put("name", "verdict").put("strict", true);
            schema(format.putObject("schema"), policy);
        }
    }

    private static void schema(ObjectNode schema, Policy policy) {
        schema.put("type", "object").put("additionalProperties", false);
        SafeguardAnswer.FIELDS.forEach(schema.putArray("required")::add);
        var fields = schema.putObject("properties");
        fields.putObject("violation").put("type", "integer").putArray("enum").add(0).add(1);
        var category = fields.putObject("category");
        category.putArray("type").add("string").add("null");
        ArrayNode categories = category.putArray("enum");
        policy.categories().forEach(one -> categories.add(one.id()));
        categories.addNull();
        ArrayNode rules = fields.putObject("rule_ids").put("type", "array").putObject("items").put("type", "string")
            .putArray("enum");
        policy.categories().forEach(one -> one.rules().forEach(rules::add));
        ArrayNode words = fields.putObject("confidence").put("type", "string").putArray("enum");
        SafeguardAnswer.CONFIDENCES.forEach(words::add);
        fields.putObject("rationale").put("type", "string");
    }
}
