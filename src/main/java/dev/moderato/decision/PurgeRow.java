package dev.moderato.decision;

import dev.moderato.decision.Purge.What;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import org.hibernate.annotations.Immutable;

/** A purge as the table has it. Only the database's own functions add one. */
@Entity
@Immutable
@Table(name = "purge")
class PurgeRow extends PanacheEntityBase {

    @Id
    long seq;
    String tenant;
    String what;
    Instant since;
    Instant until;
    long count;
    String digest;
    @Column(name = "purged_at")
    Instant purgedAt;

    Purge purge() {
        return new Purge(What.valueOf(what.toUpperCase(Locale.ROOT)), since, until, count, digest, purgedAt);
    }
}
