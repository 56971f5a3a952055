package dev.moderato.decision;

import java.util.Optional;

/**
 * What the ledger holds of what was sought.
 *
 * @param standing the decision of that very id
 * @param alike the latest decision on that very thing which the guards were asked for, and all answered
 */
record Known(Optional<Decision> standing, Optional<Decision> alike) {

    static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
}
