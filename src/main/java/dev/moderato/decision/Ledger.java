package dev.moderato.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Where decisions are kept. Every method may fail with {@link LedgerAwayException}. */
public interface Ledger {

    /** Blocks. */
    Optional<Decision> find(String tenant, String id);

    /** What is known of it already. */
    Uni<Known> lookUp(Sought sought);

    /**
     * Keeps the decision, and answers once it is durable. When there is one of that id already, that one stands and is
     * the answer.
     *
     * @param content what to keep beside it, or empty to keep the decision alone
     * @param announced whether it also goes into the {@link Outbox}, in the same transaction
     */
    Uni<Kept> record(Decision decision, Optional<JsonNode> content, boolean announced);

    /** Newest first. Blocks. */
    Page list(DecisionQuery query);

    /** What was kept beside the decision, unless it was purged or never kept. Blocks. */
    Optional<JsonNode> content(String tenant, String id);
}
