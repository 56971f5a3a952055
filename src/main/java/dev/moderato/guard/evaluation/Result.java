package dev.moderato.guard.evaluation;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Unavailable;
import java.util.Optional;

/** What a guard had to say on a text whose verdict is known. */
public record Result(Trial trial, Assessment said) {

    static final String SAFE = "safe";
    static final String NO_ANSWER = "no answer";

    /** A category of the policy, {@code safe}, or {@code no answer}; of several categories the gravest. */
    public String found() {
        return category().orElse(answered() ? SAFE : NO_ANSWER);
    }

    public String expected() {
        return trial.expected().orElse(SAFE);
    }

    /** Whether there is a verdict. "Safe" of a guard that didn't look at everything is none. */
    public boolean answered() {
        return said.whole() || category().isPresent();
    }

    public boolean right() {
        return found().equals(expected());
    }

    boolean violates() {
        return category().isPresent();
    }

    boolean shouldViolate() {
        return trial.expected().isPresent();
    }

    /** The model's reason, or why there is no answer; on one line, fit to print. */
    public String rationale() {
        return Printable.of(said instanceof Unavailable silent
            ? silent.cause() + (silent.detail().isEmpty() ? "" : ": " + silent.detail())
            : said instanceof Assessed assessed ? assessed.verdict().rationale().orElse("no rationale")
                + (answered() ? "" : " (not everything was looked at)")
            : "not asked");
    }

    private Optional<String> category() {
        return said instanceof Assessed assessed ? assessed.verdict().categories().stream().findFirst()
            : Optional.empty();
    }
}
