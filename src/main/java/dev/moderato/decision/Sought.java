package dev.moderato.decision;

import java.time.Instant;
import java.util.Optional;

/**
 * What is looked for in the ledger before the guards are asked.
 *
 * @param id the submission's own, by which it may have been decided on before
 * @param subject what a verdict could be repeated on; empty where none is to be
 * @param since how old such a verdict may be
 */
record Sought(String tenant, Optional<String> id, Optional<Subject> subject, Instant since) {
}
