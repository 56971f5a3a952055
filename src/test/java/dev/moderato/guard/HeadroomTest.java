package dev.moderato.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadroomTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Headroom headroom = new Headroom(meters, "safeguard");

    @Test
    void theLatestReplyCounts() {
        headroom.read(Map.of("x-ratelimit-limit-requests", "14400", "x-ratelimit-remaining-requests", "14370")::get);
        headroom.read(Map.of("x-ratelimit-remaining-requests", "14369", "x-ratelimit-reset-requests", "2m59s")::get);

        assertEquals(14_400, gauge("limit"));
        assertEquals(14_369, gauge("remaining"));
    }

    @Test
    void aHostThatSaysNothingOrNoNumberHasNoGauges() {
        headroom.read(Map.<String, String>of()::get);
        headroom.read(Map.of("x-ratelimit-remaining-requests", "unlimited", "x-ratelimit-limit-tokens", "-1")::get);

        assertEquals(List.of(), meters.getMeters());
    }

    private double gauge(String what) {
        return meters.get("moderato.guard.ratelimit." + what).tags("guard", "safeguard", "kind", "requests").gauge()
            .value();
    }
}
