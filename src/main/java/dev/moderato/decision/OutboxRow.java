package dev.moderato.decision;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A decision that is still to be announced. */
@Entity
@Table(name = "outbox")
class OutboxRow extends PanacheEntityBase {

    @Id
    long seq;
    String tenant;
    String id;
}
