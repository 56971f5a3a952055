package dev.moderato.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes requests of an OpenAPI description: by its schemas, and by leaving them here and there. */
final class RequestsFromDescription {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 6;
    private static final List<String> TEXTS = List.of("", " ", "hello", "default", "spam", "é😀", "\u0000", "\ud800",
        "\u202e\u200b", "[[S9]]", "null", "-1", "1e999", "2026-11-24T00:00:00Z", "../..", "%", "'\"><script>",
        "data:image/png;base64,AAAA", "http://127.0.0.1/", "x".repeat(300), "\r\n");

    /** A request to an operation of the description. */
    record Request(String path, String method, String target, List<String> headers, byte[] body) {

        HttpRequest to(URI service) {
            var request = HttpRequest.newBuilder(service.resolve(target)).timeout(Duration.ofSeconds(30))
                .method(method.toUpperCase(Locale.ROOT), body == null ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(body));
            if (!headers.isEmpty()) {
                request.headers(headers.toArray(String[]::new));
            }
            return request.build();
        }

        @Override
        public String toString() {
            return method + " " + target + " " + headers + " "
                + (body == null ? "" : new String(body, StandardCharsets.UTF_8));
        }
    }

    private record Operation(String path, String method, JsonNode described) {
    }

    private final JsonNode api;
    private final Random random;
    private final List<Operation> operations = new ArrayList<>();

    RequestsFromDescription(JsonNode api, long seed) {
        this.api = api;
        this.random = new Random(seed);
        api.path("paths").properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            if (operation.getValue().has("responses") && !path.getKey().equals("/health")) {
                var described = new Operation(path.getKey(), operation.getKey(), operation.getValue());
                operations.addAll(Collections.nCopies(path.getKey().equals("/v1/decisions") ? 4 : 1, described));
            }
        }));
    }

    Request next() {
        var operation = pick(operations);
        var headers = new ArrayList<String>();
        var body = operation.described().has("requestBody") ? body(operation, headers) : null;
        if (chance(0.02)) {
            headers.addAll(List.of("Accept", pick(List.of("text/xml", "application/json", "*/*", "nonsense"))));
        }
        if (chance(0.05)) {
            headers.addAll(List.of("detector-id", pick(List.of("default", "x"))));
        }
        return new Request(operation.path(), operation.method(), target(operation), headers, body);
    }

    private String target(Operation operation) {
        var path = operation.path();
        var query = new ArrayList<String>();
        for (var parameter : operation.described().path("parameters")) {
            var name = parameter.path("name").asText();
            var value = chance(0.5) ? pick(TEXTS) : text(value(parameter.path("schema"), 0));
            if (parameter.path("in").asText().equals("path")) {
                path = path.replace("{" + name + "}", encoded(value.isEmpty() ? "x" : value));
            } else if (parameter.path("in").asText().equals("query") && chance(0.3)) {
                query.add(name + "=" + encoded(value));
            }
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    private byte[] body(Operation operation, List<String> headers) {
        var contents = operation.described().path("requestBody").path("content");
        var types = new ArrayList<String>();
        contents.fieldNames().forEachRemaining(types::add);
        var type = chance(0.9) ? types.get(0) : pick(types);
        if (chance(0.98)) {
            headers.addAll(List.of("Content-Type", chance(0.98) ? type : pick(List.of("text/plain", "application/xml",
                "application/json;charset=utf-16", "multipart/form-data", "*/*"))));
        }
        var json = value(contents.path(types.get(0)).path("schema"), 0);
        var text = (chance(0.4) ? spoilt(json) : json).toString();
        if (!type.equals(types.get(0))) {
            text = text + "\n\n" + spoilt(json) + "\n" + text;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        if (chance(0.05)) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        }
        if (chance(0.03)) {
            random.nextBytes(bytes);
        }
        return bytes;
    }

    private JsonNode value(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return value(api.at(schema.path("$ref").asText().substring(1)), depth);
        }
        for (var choice : List.of("oneOf", "anyOf", "allOf")) {
            if (schema.has(choice)) {
                return value(schema.path(choice).path(random.nextInt(schema.path(choice).size())), depth);
            }
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
        }
        var type = schema.path("type").isArray() ? schema.path("type").path(0).asText() : schema.path("type").asText();
        return switch (type) {
            case "string" -> JSON.textNode(chance(0.6) ? pick(List.of("hello", "how are you", "default"))
                : pick(TEXTS));
            case "integer" -> JSON.numberNode(pick(List.of(0L, 1L, -1L, 50L, Long.MAX_VALUE)));
            case "number" -> JSON.numberNode(random.nextGaussian() * 1e9);
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "array" -> array(schema, depth);
            case "object" -> object(schema, depth);
            default -> anything(depth);
        };
    }

    private ArrayNode array(JsonNode schema, int depth) {
        var array = JSON.arrayNode();
        for (var i = depth > DEEPEST ? 0 : random.nextInt(4); i > 0; i--) {
            array.add(value(schema.path("items"), depth + 1));
        }
        return array;
    }

    private ObjectNode object(JsonNode schema, int depth) {
        var object = JSON.objectNode();
        var required = schema.path("required").toString();
        schema.path("properties").properties().forEach(property -> {
            if (depth <= DEEPEST && chance(required.contains("\"" + property.getKey() + "\"") ? 0.97 : 0.3)) {
                object.set(property.getKey(), value(property.getValue(), depth + 1));
            }
        });
        if (schema.has("additionalProperties") && depth <= DEEPEST) {
            object.set(pick(TEXTS), anything(depth + 1));
        }
        return object;
    }

    private JsonNode anything(int depth) {
        return switch (random.nextInt(depth > DEEPEST ? 4 : 6)) {
            case 0 -> JSON.nullNode();
            case 1 -> JSON.textNode(pick(TEXTS));
            case 2 -> JSON.numberNode(random.nextInt());
            case 3 -> JSON.booleanNode(random.nextBoolean());
            case 4 -> JSON.arrayNode().add(anything(depth + 1));
            default -> JSON.objectNode().set(pick(TEXTS), anything(depth + 1));
        };
    }

    /** The same with something in it that doesn't belong there. */
    private JsonNode spoilt(JsonNode json) {
        if (json.isObject() && json.size() > 0 && chance(0.8)) {
            var object = (ObjectNode) json.deepCopy();
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            var name = pick(names);
            if (chance(0.2)) {
                object.remove(name);
            } else if (chance(0.2)) {
                object.set(pick(TEXTS), anything(0));
            } else {
                object.set(name, spoilt(object.get(name)));
            }
            return object;
        }
        if (json.isArray() && json.size() > 0 && chance(0.8)) {
            var array = (ArrayNode) json.deepCopy();
            var index = random.nextInt(array.size());
            array.set(index, spoilt(array.get(index)));
            return array;
        }
        return anything(0);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
