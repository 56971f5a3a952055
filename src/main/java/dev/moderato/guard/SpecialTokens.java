package dev.moderato.guard;

/** Models' control tokens, {@code <|…|>}, written into content: text to us, an order to a chat template. */
final class SpecialTokens {

    private SpecialTokens() {
    }

    /** The text with each such token broken by a space, so that no tokenizer takes it for one. */
    static String neutralised(String text) {
        return text.replace("<|", "< |").replace("|>", "| >");
    }

    static boolean in(String text) {
        var begin = text.indexOf("<|");
        return begin >= 0 && text.indexOf("|>", begin) > 0;
    }
}
