package dev.moderato.decision;

import java.time.Instant;

/**
 * The decisions of a tenant under a profile in a span of time.
 *
 * @param since from this moment on
 * @param until before this moment
 */
public record Span(String tenant, String profile, Instant since, Instant until) {
}
