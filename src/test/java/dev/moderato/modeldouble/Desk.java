package dev.moderato.modeldouble;

import dev.moderato.modeldouble.Reply.Manner;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Takes calls in and has the right host answer, unless a scenario does. */
final class Desk {

    private final Scenarios scenarios = new Scenarios();
    private final Records records = new Records();
    private final Set<String> switches = ConcurrentHashMap.newKeySet();
    private final Map<Profile, Host> hosts = new EnumMap<>(Profile.class);
    private final Supplier<InstantSource> clock;
    private final GroqHost groq;

    Desk(Supplier<InstantSource> clock, RateLimits limits) {
        this.clock = clock;
        var ids = new Ids();
        for (var profile : Profile.values()) {
            hosts.put(profile, new OpenHost(clock, ids));
        }
        this.groq = new GroqHost(clock, limits, ids);
        hosts.put(Profile.GROQ, groq);
        hosts.put(Profile.TEI, new TeiHost());
    }

    Scenarios scenarios() {
        return scenarios;
    }

    Records records() {
        return records;
    }

    Set<String> switches() {
        return switches;
    }

    void reset() {
        scenarios.clear();
        records.clear();
        switches.clear();
        groq.forget();
    }

    /** What to send back, with a body. */
    Reply take(HttpServerRequest request, Buffer body) {
        var seen = seen(request, body);
        records.add(seen);
        var profile = Profile.at(seen.path());
        if (profile.isEmpty()) {
            return Reply.raw("text/plain", 404, "");
        }
        var on = new HashSet<>(switches);
        var reply = fromHeader(seen, on).or(() -> scenarios.next(seen)).orElse(Reply.usual());
        var authorization = Optional.ofNullable(request.getHeader("authorization")).orElse("");
        return spoken(reply, new Call(profile.get(), profile.get().operation(seen.path()), authorization, seen, on));
    }

    private static Optional<Reply> fromHeader(Seen seen, Set<String> on) {
        Optional<Reply> reply = Optional.empty();
        for (var word : seen.header("x-double-scenario").map(words -> words.split("\\s*,\\s*")).orElse(new String[0])) {
            var named = Scenarios.named(word);
            reply = named.isPresent() ? named : reply;
            on.add(word);
        }
        return reply;
    }

    private Reply spoken(Reply reply, Call call) {
        var host = hosts.get(call.profile());
        if (reply.isUsual()) {
            return withoutChoices(reply.manners(host.answer(call)));
        }
        return reply.choice() == null ? reply : reply.manners(host.completion(call, reply.choice()));
    }

    private static Reply withoutChoices(Reply reply) {
        if (reply.manner() != Manner.NO_CHOICES) {
            return reply;
        }
        var body = reply.body().startsWith("{")
            ? new JsonObject(reply.body()).put("choices", new JsonArray()).encode() : "[]";
        return reply.body(body);
    }

    private Seen seen(HttpServerRequest request, Buffer body) {
        var headers = new HashMap<String, String>();
        request.headers().forEach(each -> headers.put(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
        var authorized = headers.remove("authorization") != null;
        return new Seen(clock.get().instant(), request.method().name(), request.path(), Map.copyOf(headers), authorized,
            json(body), body.length());
    }

    private static JsonObject json(Buffer body) {
        try {
            return body.length() == 0 ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException | ClassCastException notAnObject) {
            return new JsonObject();
        }
    }
}
