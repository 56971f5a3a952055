package dev.moderato.guard.embedded;

import dev.moderato.guard.Question;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which a text is judged: as it is, and what may hide in it. The worst of them counts. */
final class Forms {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}@$!]++");
    /** Nothing but letters and signs that stand for one: with other digits it is a number or a name of something. */
    private static final Pattern LEGIBLE = Pattern.compile("[\\p{L}013457@$!]++");
    /** A sign between letters: at the edges of a word there are prices and ordinals. */
    private static final Pattern LEET = Pattern.compile("\\p{L}[013457@$!]++\\p{L}");
    private static final String SIGNS = "013457@$!";
    private static final String LETTERS = "oieastasi";
    /** 24 characters hold 18 bytes: shorter ones are mostly identifiers, and hold no instruction. */
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{24,}={0,2}");

    private Forms() {
    }

    /**
     * @param name what was done to the text; empty for the text as it is
     */
    record Form(String name, String text) {
    }

    /** At least the text as it is, each text once. */
    static List<Form> of(Question question) {
        var written = question.exchange().judged().text();
        var normal = question.normalForm().map(form -> form.judged().text());
        var forms = new LinkedHashMap<String, Form>();
        add(forms, "", Optional.of(written));
        add(forms, "normal form", normal);
        add(forms, "leetspeak", unleeted(normal.orElse(written)));
        add(forms, "base64", decoded(normal.orElse(written)));
        return List.copyOf(forms.values());
    }

    private static void add(LinkedHashMap<String, Form> forms, String name, Optional<String> text) {
        text.ifPresent(form -> forms.putIfAbsent(form, new Form(name, form)));
    }

    /** Digits and signs inside words read as the letters that they look like, where there are such words. */
    static Optional<String> unleeted(String text) {
        var found = WORD.matcher(text).replaceAll(word -> Matcher.quoteReplacement(
            leet(word, text) ? letters(word.group()) : word.group()));
        return found.equals(text) ? Optional.empty() : Optional.of(found);
    }

    private static boolean leet(MatchResult word, String text) {
        var address = word.group().indexOf('@') > 0 && word.end() < text.length() && text.charAt(word.end()) == '.';
        return !address && LEGIBLE.matcher(word.group()).matches() && LEET.matcher(word.group()).find();
    }

    private static String letters(String word) {
        var letters = new StringBuilder(word.length());
        for (var sign : word.toCharArray()) {
            var at = SIGNS.indexOf(sign);
            letters.append(at < 0 ? sign : LETTERS.charAt(at));
        }
        return letters.toString();
    }

    /** The text with everything in base64 that is readable text replaced by that, where there is such a thing. */
    static Optional<String> decoded(String text) {
        var found = BASE64.matcher(text).replaceAll(match ->
            Matcher.quoteReplacement(readable(match).orElse(match.group())));
        return found.equals(text) ? Optional.empty() : Optional.of(found);
    }

    private static Optional<String> readable(MatchResult match) {
        var plain = match.group().replace("=", "").replace('-', '+').replace('_', '/');
        var whole = plain.substring(0, plain.length() - (plain.length() % 4 == 1 ? 1 : 0));
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Base64.getDecoder().decode(whole)))
                .toString();
            return text.codePoints().allMatch(Forms::printable) ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean printable(int character) {
        return character >= ' ' && character != 0x7F || Character.isWhitespace(character);
    }
}
