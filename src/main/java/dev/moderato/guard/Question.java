package dev.moderato.guard;

import dev.moderato.policy.Policy;
import java.util.Optional;

/**
 * What one guard is asked.
 *
 * @param policy the policy to judge by, for a guard that reads policies; empty for one that has its own taxonomy
 */
public record Question(Exchange exchange, Optional<Policy> policy) {
}
