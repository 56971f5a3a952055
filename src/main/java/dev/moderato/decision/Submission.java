package dev.moderato.decision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moderato.guard.Exchange;
import dev.moderato.policy.PolicyBook;
import java.util.Optional;

/**
 * What a caller hands in.
 *
 * @param tenant whose it is; ids are per tenant
 * @param id the caller's own, by which a repeat is recognised
 * @param book the profile's book that was in force when it came in
 * @param context the caller's own, stored and never sent to a model
 */
public record Submission(String tenant, Optional<String> id, Exchange exchange, PolicyBook book,
                         Optional<JsonNode> context) {

    /** The same with this id, where the caller gave none. */
    public Submission orId(String made) {
        return id.isPresent() ? this : new Submission(tenant, Optional.of(made), exchange, book, context);
    }

    @Override
    public String toString() {
        return id.orElse("without id") + " for " + book.profile();
    }
}
