package dev.moderato.policy.pack;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the texts that a pack gives as examples within a line. */
final class Quotes {

    private static final Pattern QUOTE = Pattern.compile("[\"“]([^\"“”]+)[\"”]");
    private static final String LIST = "(?:" + QUOTE + "\\s*(?:[;,.]|or\\b|and\\b)*\\s*)+";
    private static final Pattern NOTHING_ELSE = Pattern.compile(LIST);
    private static final Pattern SAID_TO_BE =
        Pattern.compile("\\b(?:examples?|e\\.g\\.)\\s*[:,]?\\s*(" + LIST + ")", Pattern.CASE_INSENSITIVE);
    private static final Pattern LABELLED =
        Pattern.compile("[\"“](.+)[\"”]\\s*(?:->|→|=>)\\s*`?([\\w-]+)`?\\.?");

    /** A text and the label that it has. */
    record Labelled(String content, String label) {
    }

    private Quotes() {
    }

    /** All of them, of a line that is made of nothing else; none of any other. */
    static List<String> ofAListOf(String text) {
        return NOTHING_ELSE.matcher(text).matches() ? in(text).toList() : List.of();
    }

    /** Those that follow "example:" or "e.g.,". */
    static List<String> saidToBeExamples(String text) {
        return SAID_TO_BE.matcher(text).results().flatMap(found -> in(found.group(1))).toList();
    }

    /** {@code "text" -> `LABEL`}. */
    static Stream<Labelled> labelled(String text) {
        return LABELLED.matcher(text).results().filter(found -> found.group().equals(text))
            .map(found -> new Labelled(found.group(1), found.group(2)));
    }

    /** A comma belongs to the sentence around it. */
    private static Stream<String> in(String text) {
        return QUOTE.matcher(text).results().map(quote -> quote.group(1).strip().replaceAll(",$", ""));
    }
}
