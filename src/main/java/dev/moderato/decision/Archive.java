package dev.moderato.decision;

import static dev.moderato.decision.PostgresLedger.reading;

import dev.moderato.guard.Exchange;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kept decisions of a span, to be gone through. It only reads. Every method blocks, and may fail with
 * {@link LedgerAwayException}.
 */
@ApplicationScoped
public class Archive {

    private static final String SPAN =
        "tenant = :tenant and profile = :profile and decidedAt >= :since and decidedAt < :until";

    private final Ledger ledger;
    private final Rows rows;

    Archive(Ledger ledger, Rows rows) {
        this.ledger = ledger;
        this.rows = rows;
    }

    public long count(Span span) {
        return reading(() -> DecisionRow.count(SPAN, values(span)));
    }

    /** Oldest first, after that one where there is one; at most {@code most}. */
    public List<Decision> next(Span span, Optional<Decision> after, int most) {
        var values = values(span);
        after.ifPresent(last -> values.putAll(Map.of("at", last.decidedAt(), "id", last.id())));
        return decisions(SPAN + (after.isPresent() ? " and (decidedAt, id) > (:at, :id)" : "")
            + " order by decidedAt, id", values, most);
    }

    /** The ids of at most {@code size} decisions: as good as drawn by lot, and the same every time. */
    public List<String> sample(Span span, int size) {
        return reading(() -> DecisionRow.<DecisionRow>find("where " + SPAN + " order by md5(id), id", values(span))
            .project(Id.class).range(0, size - 1).stream().map(Id::id).toList());
    }

    /** Those of these ids. */
    public List<Decision> decisions(String tenant, List<String> ids) {
        return decisions("tenant = :tenant and id in (:ids)", Map.of("tenant", tenant, "ids", ids), ids.size());
    }

    /** What it was made on; empty where its content isn't kept. */
    public Optional<Exchange> exchange(Decision decision) {
        return ledger.content(decision.tenant(), decision.id())
            .map(content -> KeptContent.read(content, decision.direction()));
    }

    private List<Decision> decisions(String where, Map<String, Object> values, int most) {
        return reading(() -> DecisionRow.<DecisionRow>find(where, values).range(0, most - 1).list()).stream()
            .map(rows::decision).toList();
    }

    private static Map<String, Object> values(Span span) {
        return new HashMap<>(Map.of("tenant", span.tenant(), "profile", span.profile(), "since", span.since(),
            "until", span.until()));
    }

    /** All that is read of a decision that may be drawn. */
    record Id(String id) {
    }
}
