package dev.moderato.modeldouble;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What to answer instead. Of several scripts for a call, the one that was written first answers. */
final class Scenarios {

    private static final Map<String, Supplier<Reply>> BY_NAME = new HashMap<>();

    static {
        BY_NAME.put("hang", Reply::hang);
        BY_NAME.put("reset", Reply::reset);
        BY_NAME.put("reset-after-headers", Reply::resetAfterHeaders);
        BY_NAME.put("truncated-json", Reply::truncatedJson);
        BY_NAME.put("empty-body", Reply::emptyBody);
        BY_NAME.put("empty-choices", Reply::emptyChoices);
        BY_NAME.put("gzip", () -> Reply.usual().gzip());
    }

    private final List<Script> scripts = new CopyOnWriteArrayList<>();

    private record Script(Predicate<Seen> when, Deque<Reply> replies, boolean forEver) {

        Reply next() {
            return forEver ? replies.peek() : replies.poll();
        }
    }

    void script(Predicate<Seen> when, List<Reply> replies) {
        scripts.add(new Script(when, new ArrayDeque<>(replies), false));
    }

    void always(Predicate<Seen> when, Reply reply) {
        scripts.add(new Script(when, new ArrayDeque<>(List.of(reply)), true));
    }

    void clear() {
        scripts.clear();
    }

    Optional<Reply> next(Seen seen) {
        if (scripts.isEmpty()) {
            return Optional.empty();
        }
        synchronized (this) {
            for (var script : scripts) {
                if (script.when.test(seen)) {
                    var reply = script.next();
                    if (script.replies.isEmpty()) {
                        scripts.remove(script);
                    }
                    if (reply != null) {
                        return Optional.of(reply);
                    }
                }
            }
            return Optional.empty();
        }
    }

    /** A reply by its name, or a status by its number. */
    static Optional<Reply> named(String name) {
        if (name.matches("[1-5]\\d\\d")) {
            return Optional.of(Reply.status(Integer.parseInt(name),
                "{\"error\":{\"message\":\"as the scenario says\",\"type\":\"scenario\"}}"));
        }
        return Optional.ofNullable(BY_NAME.get(name)).map(Supplier::get);
    }
}
