package dev.moderato.policy;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping that knows the line of each of its entries, so that a mistake can be named with its place.
 * Ask for every key that may stand here, then call {@link #noOthers()}.
 */
final class YamlMapping {

    private final Path file;
    private final int firstLine;
    private final int line;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final TreeSet<String> asked = new TreeSet<>();

    private record Entry(int line, Node value) {
    }

    private YamlMapping(Path file, int firstLine, int line) {
        this.file = file;
        this.firstLine = firstLine;
        this.line = line;
    }

    private YamlMapping(Path file, int firstLine, MappingNode node) {
        this(file, firstLine, firstLine + node.getStartMark().getLine());
        for (var tuple : node.getValue()) {
            var at = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new BrokenPolicyException(file, at, "a key must be a word");
            }
            if (entries.put(key.getValue(), new Entry(at, tuple.getValueNode())) != null) {
                throw new BrokenPolicyException(file, at, "'" + key.getValue() + "' stands here twice");
            }
        }
    }

    /** Reads a document that begins on {@code firstLine} of the file. */
    static YamlMapping read(Path file, String yaml, int firstLine) {
        try {
            var node = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
            if (node instanceof MappingNode mapping) {
                return new YamlMapping(file, firstLine, mapping);
            }
            throw new BrokenPolicyException(file, firstLine, "must be keys with values");
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            throw new BrokenPolicyException(file, firstLine + (mark == null ? 0 : mark.getLine()), e.getProblem());
        } catch (YAMLException e) {
            throw new BrokenPolicyException(file, firstLine, e.getMessage());
        }
    }

    /**
     * This with what the other has besides. The mappings under the joined keys are put together likewise; all else is
     * taken whole. Its lines are those of the file that each entry comes from.
     */
    YamlMapping over(YamlMapping base, String... joined) {
        var both = new YamlMapping(file, firstLine, line);
        both.entries.putAll(base.entries);
        both.entries.putAll(entries);
        for (var key : joined) {
            var own = entries.get(key);
            var its = base.entries.get(key);
            if (own != null && its != null && own.value() instanceof MappingNode over
                && its.value() instanceof MappingNode under) {
                both.entries.put(key, new Entry(own.line(), joined(over, under)));
            }
        }
        return both;
    }

    private static MappingNode joined(MappingNode over, MappingNode under) {
        var taken = over.getValue().stream().map(tuple -> word(tuple.getKeyNode())).toList();
        var tuples = new ArrayList<>(under.getValue().stream()
            .filter(tuple -> !taken.contains(word(tuple.getKeyNode()))).toList());
        tuples.addAll(over.getValue());
        return new MappingNode(Tag.MAP, true, tuples, over.getStartMark(), over.getEndMark(), over.getFlowStyle());
    }

    private static String word(Node key) {
        return key instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    Optional<String> text(String key) {
        return value(key).map(node -> scalar(key, node));
    }

    String requiredText(String key) {
        return text(key).orElseThrow(() -> missing(key));
    }

    double requiredNumber(String key) {
        return number(key).orElseThrow(() -> missing(key));
    }

    Optional<Double> number(String key) {
        return text(key).map(text -> {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException e) {
                throw broken(key, key + " must be a number, was " + text);
            }
        });
    }

    int wholeNumber(String key, int otherwise) {
        var text = text(key);
        try {
            return text.map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw broken(key, key + " must be a whole number, was " + text.orElseThrow());
        }
    }

    Optional<List<String>> texts(String key) {
        return value(key).map(node -> {
            if (node instanceof SequenceNode sequence) {
                return sequence.getValue().stream().map(element -> scalar(key, element)).toList();
            }
            throw broken(key, key + " must be a list: [a, b]");
        });
    }

    /** One of the constants, written in lower case with hyphens. */
    <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        return text(key).map(text -> constant(key, text, type));
    }

    <E extends Enum<E>> Optional<List<E>> choices(String key, Class<E> type) {
        return texts(key).map(texts -> texts.stream().map(text -> constant(key, text, type)).toList());
    }

    Hazard requiredHazard(String key) {
        var code = requiredText(key);
        return Hazard.of(code).orElseThrow(() -> broken(key, "hazard must be S1 to S14, was " + code));
    }

    YamlMapping requiredMapping(String key) {
        return mapping(key).orElseThrow(() -> missing(key));
    }

    Optional<YamlMapping> mapping(String key) {
        return value(key).map(node -> {
            if (node instanceof MappingNode mapping) {
                return new YamlMapping(file, firstLine, mapping);
            }
            throw broken(key, key + " must be keys with values");
        });
    }

    /** A list of mappings; empty where the key is missing. */
    List<YamlMapping> mappings(String key) {
        return value(key).map(node -> {
            if (node instanceof SequenceNode sequence) {
                return sequence.getValue().stream().map(element -> element(key, element)).toList();
            }
            throw broken(key, key + " must be a list");
        }).orElse(List.of());
    }

    private YamlMapping element(String key, Node node) {
        if (node instanceof MappingNode mapping) {
            return new YamlMapping(file, firstLine, mapping);
        }
        throw new BrokenPolicyException(file, lineOf(node), key + " must each be keys with values");
    }

    int line() {
        return line;
    }

    void noOthers() {
        for (var key : keys()) {
            if (!asked.contains(key)) {
                throw broken(key, "unknown key '" + key + "'; known here: " + String.join(", ", asked));
            }
        }
    }

    /** What {@code make} gives; a value that it refuses is named with this mapping's line. */
    <T> T checked(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new BrokenPolicyException(file, line, e.getMessage());
        }
    }

    BrokenPolicyException broken(String key, String message) {
        var entry = entries.get(key);
        return new BrokenPolicyException(file, entry == null ? line : entry.line(), message);
    }

    private BrokenPolicyException missing(String key) {
        return broken(key, "'" + key + "' is missing");
    }

    private Optional<Node> value(String key) {
        asked.add(key);
        return Optional.ofNullable(entries.get(key)).map(Entry::value);
    }

    private String scalar(String key, Node node) {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw broken(key, key + " must be one value");
    }

    private <E extends Enum<E>> E constant(String key, String text, Class<E> type) {
        var words = Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toMap(c -> c.name().toLowerCase(Locale.ROOT).replace('_', '-'), c -> c,
                (a, b) -> a, LinkedHashMap::new));
        var constant = words.get(text);
        if (constant == null) {
            throw broken(key, key + " must be one of " + String.join(", ", words.keySet()) + ", was " + text);
        }
        return constant;
    }

    private int lineOf(Node node) {
        return firstLine + node.getStartMark().getLine();
    }
}
