package dev.moderato.modeldouble;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Made-up ids that look real and never repeat. */
final class Ids {

    private final AtomicLong last = new AtomicLong();

    String completion() {
        return "chatcmpl-" + new UUID(0x4000L, last.incrementAndGet());
    }

    String request() {
        var number = Long.toString(last.incrementAndGet(), 32);
        return "req_01" + "0".repeat(24 - number.length()) + number;
    }

    long number() {
        return last.incrementAndGet();
    }
}
