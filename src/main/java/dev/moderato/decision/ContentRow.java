package dev.moderato.decision;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;

/** What was judged, kept beside its decision until it is purged. */
@Entity
@Immutable
@Table(name = "decision_content")
@IdClass(DecisionRow.Key.class)
class ContentRow extends PanacheEntityBase {

    @Id
    String tenant;
    @Id
    String id;
    /** JSON: the submission's {@code content} and {@code conversation}. */
    String content;
}
