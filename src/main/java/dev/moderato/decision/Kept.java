package dev.moderato.decision;

/**
 * The decision that stands.
 *
 * @param fresh whether it was made just now; otherwise it was there before
 */
public record Kept(Decision decision, boolean fresh) {
}
