package dev.moderato.decision;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A decision as the table has it. */
@Entity
@Immutable
@Table(name = "decision")
@IdClass(DecisionRow.Key.class)
class DecisionRow extends PanacheEntityBase {

    record Key(String tenant, String id) implements Serializable {
    }

    @Id
    String tenant;
    @Id
    String id;
    String outcome;
    @JdbcTypeCode(SqlTypes.ARRAY)
    String[] hazards;
    @JdbcTypeCode(SqlTypes.ARRAY)
    String[] policies;
    String rationale;
    @JdbcTypeCode(SqlTypes.JSON)
    String findings;
    @JdbcTypeCode(SqlTypes.JSON)
    String assessments;
    /** Null where no policy in shadow was asked. */
    @JdbcTypeCode(SqlTypes.JSON)
    String shadows;
    boolean degraded;
    String direction;
    String profile;
    String revision;
    /** Null where the profile keeps none. */
    String digest;
    @JdbcTypeCode(SqlTypes.JSON)
    String context;
    String subject;
    /** The id of the decision whose verdict it repeats; null where the guards were asked. */
    @Column(name = "reused_from")
    String reusedFrom;
    /** Null before it was kept. */
    @Column(name = "guard_set")
    String guardSet;
    @Column(name = "decided_at")
    Instant decidedAt;
}
