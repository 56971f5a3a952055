package dev.moderato.guard.evaluation;

/** So many of so many; of none it can't be told. */
public record Share(long part, long whole) {

    public boolean known() {
        return whole > 0;
    }

    boolean reaches(double least) {
        return known() && (double) part / whole >= least;
    }

    /** Two decimals, cut off and not rounded, so that 0.90 is never said of less; {@code -} where it can't be told. */
    @Override
    public String toString() {
        return known() ? part * 100 / whole / 100 + "." + String.format("%02d", part * 100 / whole % 100) : "-";
    }
}
