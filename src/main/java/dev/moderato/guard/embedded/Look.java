package dev.moderato.guard.embedded;

import ai.onnxruntime.OrtException;
import dev.moderato.guard.Question;
import dev.moderato.guard.embedded.Forms.Form;
import dev.moderato.guard.embedded.Models.Loaded;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All passages of all forms of one text, seen once for all embedded guards. */
record Look(List<Passages> forms) {

    /** One form of the text, and its passages in their order. */
    record Passages(Form form, List<Weighed> passages) {
    }

    /**
     * @param inTime asked before each passage; false ends it
     * @throws LateException when it was not in time
     */
    static Look at(Question question, Loaded models, BooleanSupplier inTime)
        throws OrtException, LateException {
        var forms = new ArrayList<Passages>();
        for (var form : Forms.of(question)) {
            var passages = new ArrayList<Weighed>();
            for (var window : Windows.of(form.text(), models.encoder()::tokens)) {
                if (!inTime.getAsBoolean()) {
                    throw new LateException();
                }
                var passage = Passage.of(form.text(), window, models.encoder());
                passages.add(Weighed.of(passage, models.weights()));
            }
            forms.add(new Passages(form, passages));
        }
        return new Look(forms);
    }

    /** There was more to look at than there was time. */
    static final class LateException extends Exception {
    }
}
