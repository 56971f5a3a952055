package dev.moderato.decision;

/**
 * What a verdict is on, and by whom: the same in all of it has the same verdict.
 *
 * @param digest of content, direction and conversation
 * @param revision of the profile's book
 * @param guardSet which guards there were to ask
 */
record Subject(String tenant, String digest, String profile, String revision, String guardSet) {
}
