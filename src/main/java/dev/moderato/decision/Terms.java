package dev.moderato.decision;

/**
 * What a door asks of the pipeline besides a decision.
 *
 * @param door how the submission came in, for the meters
 * @param announced a new decision is announced through the {@link Outbox} too
 * @param waits nothing is decided while all guards with a host are away: {@link GuardsAwayException} instead
 */
public record Terms(Door door, boolean announced, boolean waits) {
}
