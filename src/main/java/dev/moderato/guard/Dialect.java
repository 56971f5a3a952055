package dev.moderato.guard;

import java.util.List;
import java.util.Optional;

/**
 * How one family of models is asked and how its replies are read. Text in, text out: no I/O, no clock, no state.
 */
interface Dialect {

    /**
     * The requests that together answer the question. None when there is nothing that this model could look at:
     * then {@link #nothingToJudge()} is the verdict.
     */
    List<Ask> asks(Question question);

    /** What a 2xx reply to the request says. Never throws. */
    Reading read(Ask ask, String body);

    /** What to ask instead after the host refused, or nothing when there is no better way to put it. */
    default List<Ask> instead(Ask refused, HostError error) {
        return List.of();
    }

    /** One verdict from several: the worse counts. */
    Verdict worst(Question question, List<Verdict> verdicts);

    default Verdict nothingToJudge() {
        return Verdict.scored(List.of());
    }

    /** What the host is asked to do, in a word for traces. */
    default String operation() {
        return "chat";
    }

    /** Whether the model reads a policy that is handed to it, instead of having a taxonomy of its own. */
    default boolean readsPolicies() {
        return false;
    }

    default boolean seesImages() {
        return false;
    }

    /** What a model must judge rightly to be trusted. */
    List<Canary> canaries();

    /** A request that the host must refuse as too long; one that answers it cuts texts off in silence. */
    default Optional<Ask> tooLong() {
        return Optional.empty();
    }
}
