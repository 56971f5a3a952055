package dev.moderato.decision;

import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * Which decisions to list.
 *
 * @param policy of a finding: {@code hazards} or a policy's id
 * @param since from this moment on
 * @param until before this moment
 * @param limit at most so many, from 1 to 500
 */
public record DecisionQuery(String tenant, Optional<Outcome> outcome, Optional<Hazard> hazard, Optional<String> policy,
                            Optional<Instant> since, Optional<Instant> until, Optional<String> subject, int limit,
                            Optional<Cursor> after) {
}
