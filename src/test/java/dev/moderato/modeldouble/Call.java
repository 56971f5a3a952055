package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A call as a host sees it.
 *
 * @param operation the path below the profile's
 * @param authorization the header's value, or empty
 * @param switches what is turned on for it
 */
record Call(Profile profile, String operation, String authorization, Seen seen, Set<String> switches) {

    boolean is(String method, String operation) {
        return seen.method().equals(method) && this.operation.equals(operation);
    }

    boolean on(String name) {
        return switches.contains(name);
    }

    JsonObject body() {
        return seen.body();
    }

    String model() {
        return seen.model();
    }

    Optional<Family> family() {
        return Family.of(model());
    }

    boolean asks(Family family) {
        return family().filter(family::equals).isPresent();
    }

    List<JsonObject> messages() {
        return Messages.of(body());
    }

    List<JsonObject> images() {
        return messages().stream().flatMap(message -> Messages.images(message).stream()).toList();
    }

    /** Whether the member is there and none of null, false and 0. */
    boolean has(String member) {
        var value = body().getValue(member);
        return value != null && !Boolean.FALSE.equals(value) && !(value instanceof Number n && n.doubleValue() == 0);
    }

    long number(String member, long otherwise) {
        return body().getValue(member) instanceof Number number ? number.longValue() : otherwise;
    }

    /** What the answer may cost at most, in tokens. */
    long maxTokens(long otherwise) {
        return number("max_completion_tokens", number("max_tokens", otherwise));
    }
}
