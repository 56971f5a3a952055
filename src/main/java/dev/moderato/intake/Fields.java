package dev.moderato.intake;

import dev.moderato.intake.problem.RefusedException;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A JSON object whose fields are read by name and checked; mistakes are refused with the field's path. Its fields are
 * the components of a record, and no others.
 */
record Fields(String path, JsonNode json) {

    /** The names of a record's components, which reflection takes its time to tell. */
    private static final ClassValue<Set<String>> KNOWN = new ClassValue<>() {
        @Override
        protected Set<String> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    };

    static Fields of(String path, JsonNode json, Class<? extends Record> type) {
        if (!json.isObject()) {
            throw path.isEmpty() ? RefusedException.body("The body must be a JSON object.")
                : RefusedException.field(path, "must be an object");
        }
        var known = KNOWN.get(type);
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw RefusedException.field(at(path, printable(name)),
                    "is not a field here; there are " + String.join(", ", known));
            }
        });
        return new Fields(path, json);
    }

    String at(String field) {
        return at(path, field);
    }

    /** The field's value; null in JSON counts as absent. */
    Optional<JsonNode> get(String field) {
        return Optional.ofNullable(json.get(field)).filter(value -> !value.isNull());
    }

    JsonNode required(String field) {
        return get(field).orElseThrow(() -> RefusedException.field(at(field), "is missing"));
    }

    Optional<String> text(String field) {
        return get(field).map(value -> text(at(field), value));
    }

    String requiredText(String field) {
        return text(at(field), required(field));
    }

    /** One of the constants by its printed form. */
    <E extends Enum<E>> Optional<E> choice(String field, Class<E> type) {
        return text(field).map(text -> choice(at(field), text, type));
    }

    static <E extends Enum<E>> E choice(String path, String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).filter(constant -> constant.toString().equals(text)).findFirst()
            .orElseThrow(() -> RefusedException.field(path, "must be one of " + Arrays.stream(type.getEnumConstants())
                .map(Object::toString).collect(Collectors.joining(", "))));
    }

    /** A whole number of that range. */
    Optional<Integer> number(String field, int least, int most) {
        return get(field).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least
                || value.intValue() > most) {
                throw RefusedException.field(at(field), "must be a whole number from " + least + " to " + most);
            }
            return value.intValue();
        });
    }

    /** A moment of a year that the ledger knows too. */
    static Instant moment(String path, String text) {
        try {
            var moment = OffsetDateTime.parse(text);
            if (moment.getYear() >= 0 && moment.getYear() <= 9999) {
                return moment.toInstant();
            }
        } catch (DateTimeException e) {
            // refused below
        }
        throw RefusedException.field(path, "must be a moment such as 2026-11-24T00:00:00Z");
    }

    /** A text that can be kept and sent on: no NUL, no half of a surrogate pair. */
    static String text(String path, JsonNode value) {
        if (!value.isTextual()) {
            throw RefusedException.field(path, "must be a text, is " + kind(value));
        }
        return clean(path, value.textValue());
    }

    static String clean(String path, String text) {
        for (var i = 0; i < text.length(); i++) {
            var unit = text.charAt(i);
            if (unit == 0) {
                throw RefusedException.field(path, "holds a NUL character at offset " + i);
            }
            if (Character.isSurrogate(unit)) {
                if (!Character.isHighSurrogate(unit) || i + 1 == text.length()
                    || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    throw RefusedException.field(path, "holds half of a surrogate pair at offset " + i);
                }
                i++;
            }
        }
        return text;
    }

    /** What {@code parse} makes of it; what that can't read is refused with its words. */
    static <T> T parsed(String path, String text, Function<String, T> parse) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw RefusedException.field(path, "must be a whole number");
        } catch (IllegalArgumentException e) {
            throw RefusedException.field(path, e.getMessage());
        }
    }

    static List<JsonNode> list(String path, JsonNode value, int most) {
        if (!value.isArray()) {
            throw RefusedException.field(path, "must be a list, is " + kind(value));
        }
        if (value.size() > most) {
            throw RefusedException.field(path, "may have at most " + most + " elements, has " + value.size());
        }
        return StreamSupport.stream(value.spliterator(), false).toList();
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case STRING -> "a text";
            default -> "null";
        };
    }

    private static String at(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    /** A field's name as the caller wrote it, as far as it can be shown. */
    private static String printable(String name) {
        var shown = name.replaceAll("[^\\p{Alnum}_.\\-]", "?");
        return shown.length() <= 40 ? shown : shown.substring(0, 40) + "…";
    }
}
