package dev.moderato.modeldouble;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A script in JSON:
 * <pre>{"match": {"contains": …, "model": …, "path": …}, "then": [reply, …], "times": n}</pre>
 * The replies come in order, n times over, once where there is no {@code times}; 0 repeats the first for ever. A reply
 * is one of {@code name} (as in the header {@code X-Double-Scenario}), {@code content} with {@code finish_reason},
 * {@code message} with {@code finish_reason}, and {@code status} with {@code body}; each with {@code headers},
 * {@code after_ms} and {@code slow_body_ms} if need be.
 */
final class ScenarioJson {

    private ScenarioJson() {
    }

    static void add(JsonObject scenario, Scenarios scenarios) {
        var when = match(scenario.getJsonObject("match", new JsonObject()));
        var replies = scenario.getJsonArray("then").stream()
            .map(JsonObject.class::cast).map(ScenarioJson::reply).toList();
        var times = scenario.getInteger("times", 1);
        if (times == 0) {
            scenarios.always(when, replies.get(0));
        } else {
            scenarios.script(when, repeated(replies, times));
        }
    }

    private static List<Reply> repeated(List<Reply> replies, int times) {
        var all = new ArrayList<Reply>();
        for (var i = 0; i < times; i++) {
            all.addAll(replies);
        }
        return all;
    }

    private static Predicate<Seen> match(JsonObject match) {
        var when = Seen.any();
        if (match.containsKey("contains")) {
            when = when.and(Seen.says(match.getString("contains")));
        }
        if (match.containsKey("model")) {
            when = when.and(Seen.asks(match.getString("model")));
        }
        return match.containsKey("path") ? when.and(Seen.at(match.getString("path"))) : when;
    }

    private static Reply reply(JsonObject json) {
        var reply = what(json);
        for (var header : json.getJsonObject("headers", new JsonObject())) {
            reply = reply.header(header.getKey(), String.valueOf(header.getValue()));
        }
        if (json.containsKey("slow_body_ms")) {
            reply = reply.slowBody(Duration.ofMillis(json.getLong("slow_body_ms")));
        }
        return reply.after(Duration.ofMillis(json.getLong("after_ms", 0L)));
    }

    private static Reply what(JsonObject json) {
        var finish = json.getString("finish_reason", "stop");
        if (json.containsKey("message")) {
            return Reply.completion(json.getJsonObject("message"), finish);
        }
        if (json.containsKey("content")) {
            return Reply.content(json.getString("content"), finish);
        }
        if (json.containsKey("status")) {
            return Reply.status(json.getInteger("status"), body(json.getValue("body")));
        }
        return json.containsKey("name") ? Scenarios.named(json.getString("name")).orElseThrow() : Reply.usual();
    }

    private static String body(Object body) {
        if (body instanceof JsonObject object) {
            return object.encode();
        }
        return body instanceof JsonArray array ? array.encode() : body == null ? "" : body.toString();
    }
}
