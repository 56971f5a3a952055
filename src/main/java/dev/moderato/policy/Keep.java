package dev.moderato.policy;

/** What stays of a submission beside the decision on it. */
public enum Keep {
    /** The content, and its digest in the decision. */
    FULL,
    /** The digest alone: a repeat of an id is still checked against it. */
    DIGEST,
    /** Neither: a repeat of an id is given the decision that stands, whatever it holds. */
    NONE
}
