package dev.moderato.decision;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** A counter for each combination of its labels' values, each looked up in the registry once. */
final class LabelledCounter {

    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final List<String> labels;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();

    LabelledCounter(MeterRegistry registry, String name, String description, String... labels) {
        this.registry = registry;
        this.name = name;
        this.description = description;
        this.labels = List.of(labels);
    }

    /** @param values as many as there are labels, none of them from a caller or a model */
    Counter of(String... values) {
        var key = List.of(values);
        var counter = counters.get(key);
        return counter != null ? counter : counters.computeIfAbsent(key, this::registered);
    }

    private Counter registered(List<String> values) {
        return Counter.builder(name).description(description)
            .tags(IntStream.range(0, labels.size()).mapToObj(i -> Tag.of(labels.get(i), values.get(i))).toList())
            .register(registry);
    }
}
