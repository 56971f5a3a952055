package dev.moderato.observability;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What {@code /q/metrics} exposes: by metric its labels, and by label its values. */
record Exposition(Map<String, Map<String, Set<String>>> metrics) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+(?: \\S+)*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Exposition of(String text) {
        var metrics = new TreeMap<String, Map<String, Set<String>>>();
        text.lines().filter(line -> !line.startsWith("#")).map(SAMPLE::matcher).filter(java.util.regex.Matcher::matches)
            .forEach(sample -> {
                var labels = metrics.computeIfAbsent(sample.group(1), name -> new HashMap<>());
                LABEL.matcher(sample.group(2) == null ? "" : sample.group(2)).results().forEach(label ->
                    labels.computeIfAbsent(label.group(1), name -> new HashSet<>()).add(label.group(2)));
            });
        return new Exposition(metrics);
    }

    /** Names and labels of our own metrics: a histogram counts as one, by its count, and its series aside. */
    Map<String, Set<String>> own() {
        return metrics.keySet().stream().filter(name -> name.startsWith("moderato_"))
            .filter(name -> !name.matches(".*_(bucket|sum|max)"))
            .collect(Collectors.toMap(name -> name.replaceAll("_count$", ""),
                name -> new TreeSet<>(metrics.get(name).keySet()), (one, other) -> one, TreeMap::new));
    }
}
