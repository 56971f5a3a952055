package dev.moderato.guard;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How long a host asks to be left alone: the longest of what its headers and its sentence say. */
final class RetryAfter {

    private static final Pattern IN_MESSAGE = Pattern.compile("try again in ([0-9hmsuµn.]{1,40}[hmsuµn])");
    private static final Pattern GO_PART = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(h|ms|m|s|us|µs|ns)");
    private static final Map<String, Double> NANOS =
        Map.of("h", 3.6e12, "m", 6e10, "s", 1e9, "ms", 1e6, "us", 1e3, "µs", 1e3, "ns", 1.0);

    private RetryAfter() {
    }

    static Optional<Duration> of(UnaryOperator<String> header, String message, Instant now) {
        return Stream.of(
                Optional.ofNullable(header.apply("retry-after-ms")).flatMap(text -> go(text.strip() + "ms")),
                Optional.ofNullable(header.apply("retry-after")).flatMap(text -> secondsOrDate(text.strip(), now)),
                inMessage(message))
            .flatMap(Optional::stream).max(Duration::compareTo);
    }

    /** A Go duration, a run of numbers with units such as {@code 1h2m3.5s}; a bare number is seconds. */
    static Optional<Duration> go(String text) {
        if (text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
            return Optional.of(Duration.ofNanos((long) (Double.parseDouble(text) * 1e9)));
        }
        var part = GO_PART.matcher(text);
        var end = 0;
        var nanos = 0.0;
        while (end < text.length() && part.find(end) && part.start() == end) {
            nanos += Double.parseDouble(part.group(1)) * NANOS.get(part.group(2));
            end = part.end();
        }
        return end == text.length() && end > 0 ? Optional.of(Duration.ofNanos((long) nanos)) : Optional.empty();
    }

    private static Optional<Duration> secondsOrDate(String text, Instant now) {
        try {
            var seconds = go(text);
            if (seconds.isPresent()) {
                return seconds;
            }
            var wait = Duration.between(now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> inMessage(String message) {
        var match = IN_MESSAGE.matcher(message);
        return match.find() ? go(match.group(1)) : Optional.empty();
    }
}
