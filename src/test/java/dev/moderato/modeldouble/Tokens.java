package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;

/** A guess at token counts: 4.1 characters a token in ASCII text, 2 in any other. */
final class Tokens {

    private Tokens() {
    }

    static int of(String text) {
        return (int) Math.ceil(text.codePointCount(0, text.length()) / perToken(text));
    }

    /** Of all messages, with a few for what the chat template puts around each. */
    static int ofPrompt(JsonObject body) {
        return Messages.of(body).stream().mapToInt(message -> of(Messages.text(message)) + 4).sum();
    }

    static int ofReply(JsonObject message) {
        return ofMember(message, "content") + ofReasoning(message);
    }

    static int ofReasoning(JsonObject message) {
        return ofMember(message, "reasoning") + ofMember(message, "reasoning_content");
    }

    /** The text's beginning, as a model sees it that is cut off at so many tokens. */
    static String cut(String text, int tokens) {
        var points = (int) (tokens * perToken(text));
        return text.codePointCount(0, text.length()) <= points
            ? text : text.substring(0, text.offsetByCodePoints(0, points));
    }

    private static int ofMember(JsonObject message, String member) {
        return message.getValue(member) instanceof String text ? of(text) : 0;
    }

    private static double perToken(String text) {
        return text.chars().allMatch(c -> c < 128) ? 4.1 : 2;
    }
}
