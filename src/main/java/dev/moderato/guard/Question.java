package dev.moderato.guard;

import dev.moderato.policy.Policy;
import java.util.Optional;

/**
 * What one guard is asked.
 *
 * @param normalForm the same exchange with its texts in normal form, where that differs: it is judged too
 * @param policy the policy to judge by, for a guard that reads policies; empty for one that has its own taxonomy
 * @param trace what the asking is part of
 */
public record Question(Exchange exchange, Optional<Exchange> normalForm, Optional<Policy> policy,
                       Trace trace) {

    /** A question to a guard with its own taxonomy. */
    public static Question about(Exchange exchange) {
        return new Question(exchange, NormalForm.differs(exchange.judged().text())
            ? Optional.of(exchange.mapText(NormalForm::of)) : Optional.empty(), Optional.empty(), Trace.NONE);
    }

    /** The same question to a guard that judges by this policy. */
    public Question by(Policy policy) {
        return new Question(exchange, normalForm, Optional.of(policy), trace);
    }

    /** The same question, asked as part of this. */
    public Question in(Trace trace) {
        return new Question(exchange, normalForm, policy, trace);
    }

    /** The question on the normal form alone. */
    Optional<Question> inNormalForm() {
        return normalForm.map(form -> new Question(form, Optional.empty(), policy, trace));
    }
}
