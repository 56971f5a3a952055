package dev.moderato.modeldouble;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations in the way that the Go language prints them, to the millisecond. */
final class GoDuration {

    private GoDuration() {
    }

    /** {@code 1h2m3.5s}, {@code 2m59.56s}, {@code 450ms}; never less than {@code 1ms}. */
    static String print(Duration duration) {
        var millis = Math.max(1, duration.toMillis());
        if (millis < 1000) {
            return millis + "ms";
        }
        var hours = millis / 3_600_000;
        var minutes = millis / 60_000 % 60;
        var seconds = BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        return (hours > 0 ? hours + "h" : "") + (hours > 0 || minutes > 0 ? minutes + "m" : "") + seconds;
    }
}
