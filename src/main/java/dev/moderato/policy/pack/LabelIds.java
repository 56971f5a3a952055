package dev.moderato.policy.pack;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pack's labels are called with us: letters and a number for a category, nothing for what is safe. */
final class LabelIds {

    /** How examples and cases call what violates nothing. */
    static final String SAFE = "safe";

    private static final Pattern FIT = Pattern.compile("[A-Z]+\\d+");
    private static final Pattern NUMBER = Pattern.compile("\\d+$");

    private final Map<String, String> ids = new LinkedHashMap<>();

    /**
     * @param safe those of the names that mean that nothing is violated
     * @throws BrokenPackException when one can't become an id, or two become the same
     */
    LabelIds(Path file, List<String> names, Set<String> safe) {
        for (var name : names) {
            var id = safe.contains(name) ? SAFE : id(name);
            if (!safe.contains(name) && (!FIT.matcher(id).matches() || ids.containsValue(id))) {
                throw new BrokenPackException(file, "the label " + name + " can't become an id of letters and a number"
                    + " that no other label has");
            }
            ids.put(name, id);
        }
    }

    private static String id(String name) {
        var number = NUMBER.matcher(name).results().map(result -> result.group()).findFirst().orElse("1");
        return NUMBER.matcher(name).replaceFirst("").replaceAll("[^A-Za-z]", "").toUpperCase(Locale.ROOT) + number;
    }

    String of(String name) {
        return ids.get(name);
    }

    /** Our id for what a table or an example calls a label, or {@link #SAFE}; empty when there is no such label. */
    Optional<String> find(String written) {
        var name = written.replace("`", "").strip();
        return name.equalsIgnoreCase(SAFE) ? Optional.of(SAFE) : ids.entrySet().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase(name)).map(Map.Entry::getValue).findFirst();
    }

    Map<String, String> renamed() {
        var renamed = new LinkedHashMap<>(ids);
        renamed.entrySet().removeIf(entry -> entry.getValue().equals(entry.getKey()) || entry.getValue().equals(SAFE));
        return renamed;
    }

    /** The text with our words for labels and verdicts. */
    String in(String text) {
        var ours = text.replace("`INVALID`", "a violation").replace("`VALID`", SAFE);
        for (var entry : ids.entrySet()) {
            var rule = entry.getValue().equals(SAFE) ? "(?:\\.[a-z]+)?" : "";
            ours = ours.replaceAll("(?<![\\w-])" + "`?" + Pattern.quote(entry.getKey()) + rule + "`?(?![\\w-])",
                Matcher.quoteReplacement(entry.getValue()));
        }
        return ours;
    }
}
