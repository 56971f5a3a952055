package dev.moderato.guard;

/**
 * One request to a model's host.
 *
 * @param path below the guard's base URL, with a leading slash
 * @param body JSON
 * @param question what it asks about
 * @param text the text that it asks about: all that is judged, or a segment of it
 * @param changes how often it has been changed after a reply that was of no use
 */
public record Ask(String path, String body, Question question, String text, int changes) {

    /** The same question put in other words. */
    Ask changed(String body) {
        return new Ask(path, body, question, text, changes + 1);
    }

    @Override
    public String toString() {
        return path + " of " + body.length() + " characters, changes " + changes;
    }
}
