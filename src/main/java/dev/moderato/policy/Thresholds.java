package dev.moderato.policy;

/**
 * From which score on something follows.
 *
 * @param review from this score on a person looks, in (0, 1]
 * @param block from this score on it is blocked, in [review, 1]
 * @param agree how many guards must reach {@code block} before it blocks, at least 1; fewer give a review
 */
public record Thresholds(double review, double block, int agree) {

    /** What follows from a score by itself, nobody else asked. */
    public Outcome reached(double score) {
        return score >= block ? Outcome.BLOCK : score >= review ? Outcome.REVIEW : Outcome.ALLOW;
    }

    public Thresholds {
        if (!(review > 0 && review <= 1)) {
            throw new IllegalArgumentException("review must be in (0, 1], was " + review);
        }
        if (!(block >= review && block <= 1)) {
            throw new IllegalArgumentException("block must be in [review, 1], was " + block);
        }
        if (agree < 1) {
            throw new IllegalArgumentException("agree must be at least 1, was " + agree);
        }
    }
}
