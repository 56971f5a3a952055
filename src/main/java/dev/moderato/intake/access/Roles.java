package dev.moderato.intake.access;

import java.util.Set;

/** What a caller may do, each within its own tenant. */
public final class Roles {

    /** Submits, and reads decisions. */
    public static final String SUBMITTER = "submitter";
    /** Reads decisions, and the content they were made on. */
    public static final String REVIEWER = "reviewer";
    /** Reads everything that was kept, the models' reasoning included. */
    public static final String AUDITOR = "auditor";
    /** May do all that, and have decisions judged again. */
    public static final String ADMIN = "admin";

    static final Set<String> ALL = Set.of(SUBMITTER, REVIEWER, AUDITOR, ADMIN);

    private Roles() {
    }
}
