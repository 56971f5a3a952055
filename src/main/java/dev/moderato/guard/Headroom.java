package dev.moderato.guard;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a host says of its limits, by its latest reply: of the requests (Groq: a day) and the tokens (a minute) that
 * there are, and that are left. A host that says nothing has no such gauges.
 */
final class Headroom {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
    private static final List<Figure> FIGURES = Stream.of("limit", "remaining")
        .flatMap(what -> Stream.of("requests", "tokens").map(kind -> new Figure(what, kind))).toList();

    private final MeterRegistry meters;
    private final String guard;
    private final Map<Figure, AtomicLong> latest = new ConcurrentHashMap<>();

    private record Figure(String header, String what, String kind) {

        Figure(String what, String kind) {
            this("x-ratelimit-" + what + "-" + kind, what, kind);
        }
    }

    Headroom(MeterRegistry meters, String guard) {
        this.meters = meters;
        this.guard = guard;
    }

    /** @param header looks a header up, null when absent */
    void read(UnaryOperator<String> header) {
        for (var figure : FIGURES) {
            var number = header.apply(figure.header());
            if (number != null && NUMBER.matcher(number).matches()) {
                latest.computeIfAbsent(figure, this::registered).set(Long.parseLong(number));
            }
        }
    }

    private AtomicLong registered(Figure figure) {
        var number = new AtomicLong();
        Gauge.builder("moderato.guard.ratelimit." + figure.what(), number, AtomicLong::get)
            .tags("guard", guard, "kind", figure.kind())
            .description("what the host's latest reply says of its limit: in all, or left").register(meters);
        return number;
    }
}
