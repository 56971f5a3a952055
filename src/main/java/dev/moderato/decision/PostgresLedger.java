package dev.moderato.decision;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps decisions in PostgreSQL. */
@ApplicationScoped
class PostgresLedger implements Ledger {

    private final GroupCommit commits;
    private final Rows rows;
    private final LookUps lookUps;

    PostgresLedger(GroupCommit commits, LookUps lookUps, Rows rows) {
        this.commits = commits;
        this.lookUps = lookUps;
        this.rows = rows;
    }

    @Override
    public Optional<Decision> find(String tenant, String id) {
        return reading(() -> DecisionRow.<DecisionRow>findByIdOptional(new DecisionRow.Key(tenant, id)))
            .map(rows::decision);
    }

    @Override
    public Uni<Known> lookUp(Sought sought) {
        return lookUps.find(sought);
    }

    @Override
    public Uni<Kept> record(Decision decision, Optional<JsonNode> content, boolean announced) {
        return commits.insert(rows.row(decision), content.map(kept -> rows.row(decision, kept)), announced)
            .chain(fresh -> fresh ? Uni.createFrom().item(new Kept(decision, true))
                : Uni.createFrom().item(() -> new Kept(find(decision.tenant(), decision.id()).orElseThrow(), false))
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
    }

    @Override
    public Page list(DecisionQuery query) {
        var where = new ArrayList<String>(List.of("tenant = :tenant"));
        var values = new HashMap<String, Object>(Map.of("tenant", query.tenant()));
        query.outcome().ifPresent(outcome -> {
            where.add("outcome = :outcome");
            values.put("outcome", outcome.toString());
        });
        query.hazard().ifPresent(hazard -> {
            where.add("array_contains(hazards, :hazard)");
            values.put("hazard", hazard.name());
        });
        query.policy().ifPresent(policy -> {
            where.add("array_contains(policies, :policy)");
            values.put("policy", policy);
        });
        query.subject().ifPresent(subject -> {
            where.add("subject = :subject");
            values.put("subject", subject);
        });
        query.since().ifPresent(since -> {
            where.add("decidedAt >= :since");
            values.put("since", since);
        });
        query.until().ifPresent(until -> {
            where.add("decidedAt < :until");
            values.put("until", until);
        });
        query.after().ifPresent(after -> {
            where.add("(decidedAt, id) < (:at, :id)");
            values.put("at", after.at());
            values.put("id", after.id());
        });
        var found = reading(() -> DecisionRow.<DecisionRow>find(
                String.join(" and ", where) + " order by decidedAt desc, id desc", values)
            .range(0, query.limit()).list());
        var decisions = found.stream().limit(query.limit()).map(rows::decision).toList();
        var last = decisions.isEmpty() ? null : decisions.get(decisions.size() - 1);
        return new Page(decisions, found.size() > query.limit()
            ? Optional.of(new Cursor(last.decidedAt(), last.id()).toString()) : Optional.empty());
    }

    @Override
    public Optional<JsonNode> content(String tenant, String id) {
        return reading(() -> ContentRow.<ContentRow>findByIdOptional(new DecisionRow.Key(tenant, id)))
            .map(row -> rows.tree(row.content));
    }

    static <T> T reading(Supplier<T> query) {
        try {
            return QuarkusTransaction.requiringNew().call(query::get);
        } catch (PersistenceException e) {
            throw new LedgerAwayException("could not be read", e);
        }
    }
}
