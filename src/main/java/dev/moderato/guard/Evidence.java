package dev.moderato.guard;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The sentence that weighs most in a guard's score.
 *
 * @param offset UTF-16 units before it, from 0
 * @param length UTF-16 units of it, at least 1
 * @param form which form of the text it stands in, where that isn't the text as it was written
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Evidence(
    @Schema(description = "UTF-16 units before the sentence, in the text that was judged", examples = "120") int offset,
    @Schema(description = "UTF-16 units of the sentence", examples = "41") int length,
    @Schema(implementation = String.class, type = SchemaType.STRING, description = "which form of the text it stands in,"
        + " where that isn't the text as it was written",
        enumeration = {"normal form", "leetspeak", "base64"}) Optional<String> form) {

    /** For people: {@code the 41 characters from 120}. */
    @Override
    public String toString() {
        return "the " + length + " characters from " + offset + form.map(name -> " of its " + name).orElse("");
    }
}
