package dev.moderato.decision.replay;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A replay as the table has it. It is changed by statements alone, which look at its status. */
@Entity
@Immutable
@Table(name = "replay")
class ReplayRow extends PanacheEntityBase {

    @Id
    UUID id;
    String tenant;
    String profile;
    String policy;
    @Column(name = "policy_revision")
    String policyRevision;
    @Column(name = "policy_text")
    String policyText;
    Instant since;
    Instant until;
    Integer sample;
    String status;
    Long total;
    long done;
    @Column(name = "started_at")
    Instant startedAt;
    @Column(name = "ended_at")
    Instant endedAt;
    String trouble;
    @JdbcTypeCode(SqlTypes.JSON)
    String report;
}
