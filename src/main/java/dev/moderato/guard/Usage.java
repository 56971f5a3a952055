package dev.moderato.guard;

/** Tokens that a host says it counted, summed over all calls of one assessment. */
public record Usage(long promptTokens, long cachedTokens, long completionTokens) {

    public static final Usage NONE = new Usage(0, 0, 0);

    Usage plus(Usage other) {
        return new Usage(promptTokens + other.promptTokens, cachedTokens + other.cachedTokens,
            completionTokens + other.completionTokens);
    }
}
