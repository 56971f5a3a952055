package dev.moderato.decision;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.moderato.decision.Groups.Waiting;
import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.inject.Instance;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Looks submissions up in the ledger, in groups: nearly each one is, and mostly in vain. Asked for one by one, and each
 * in a transaction, that would cost more than all the rest of a submission.
 */
@ApplicationScoped
class LookUps {

    /**
     * Each look-up visits two indexes. What it takes to find them is done once for {@link #PLAN} and not for each group,
     * which would be most of the work. Not for longer: what was planned while the table was small may read all of it.
     */
    private static final String SEEK = """
        set local enable_seqscan = off;
        set local plan_cache_mode = force_generic_plan;
        select sought.place, standing.id, alike.id
        from unnest(?, ?, ?, ?, ?, ?, ?) with ordinality
            as sought (tenant, id, digest, profile, revision, guard_set, since, place)
        left join lateral (select id from decision where tenant = sought.tenant and id = sought.id limit 1)
            standing on true
        left join lateral (select id from decision where tenant = sought.tenant and digest = sought.digest
            and profile = sought.profile and revision = sought.revision and guard_set = sought.guard_set
            and reused_from is null and not degraded and decided_at >= sought.since order by decided_at desc limit 1)
            alike on true
        where standing.id is not null or alike.id is not null
        -- planned at """;
    private static final Duration PLAN = Duration.ofSeconds(5);
    private static final List<Field> FIELDS = List.of(new Field("text", Sought::tenant),
        new Field("text", sought -> sought.id().orElse(null)), new Field(Subject::digest), new Field(Subject::profile),
        new Field(Subject::revision), new Field(Subject::guardSet), new Field("timestamptz", Sought::since));

    /** One of {@code sought}'s columns. */
    private record Field(String type, Function<Sought, Object> value) {

        Field(Function<Subject, String> ofSubject) {
            this("text", sought -> sought.subject().map(ofSubject).orElse(null));
        }
    }

    private final Groups<Sought, Known> groups;
    private final LedgerMeters meters;
    private final Rows rows;
    private final Instance<DataSource> database;

    /** @param database looked up late, so that what needs no database starts without one */
    LookUps(GroupCommit.Settings settings, LedgerMeters meters, Rows rows, Instance<DataSource> database) {
        this.meters = meters;
        this.rows = rows;
        this.database = database;
        this.groups = new Groups<>("ledger-reader", settings.queue(), settings.group(), this::answer);
    }

    /** Fails with {@link LedgerAwayException}. */
    Uni<Known> find(Sought sought) {
        return groups.add(sought);
    }

    void close(@Observes(notifyObserver = Reception.IF_EXISTS) ShutdownEvent event) throws InterruptedException {
        groups.close();
    }

    /** The ids that were found for the one at this place of a group; either may be null. */
    private record Found(int place, String standing, String alike) {
    }

    private void answer(List<Waiting<Sought, Known>> group) {
        try {
            var found = found(group);
            var rows = rows(found.stream().flatMap(one -> Stream.of(one.standing(), one.alike())
                .filter(Objects::nonNull).map(id -> key(group.get(one.place()), id))).distinct().toList());
            found.forEach(one -> {
                var waiting = group.get(one.place());
                meters.lookedUp(waiting.since());
                answer(waiting, one, rows);
            });
        } catch (LedgerAwayException e) {
            group.forEach(waiting -> waiting.answer().fail(e));
        }
    }

    /** What can't be read fails alone. */
    private void answer(Waiting<Sought, Known> waiting, Found found, Map<DecisionRow.Key, DecisionRow> read) {
        Function<String, Optional<Decision>> decision = id -> Optional.ofNullable(id)
            .map(known -> read.get(key(waiting, known))).map(rows::decision);
        try {
            waiting.answer().complete(new Known(decision.apply(found.standing()), decision.apply(found.alike())));
        } catch (RuntimeException e) {
            waiting.answer().fail(e);
        }
    }

    private static DecisionRow.Key key(Waiting<Sought, Known> waiting, String id) {
        return new DecisionRow.Key(waiting.what().tenant(), id);
    }

    /** What was found. Those for whom there is nothing are answered on the way, before the transaction's end. */
    private List<Found> found(List<Waiting<Sought, Known>> group) {
        try (var connection = database.get().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.prepareStatement(SEEK + System.nanoTime() / PLAN.toNanos())) {
                for (var i = 0; i < FIELDS.size(); i++) {
                    var field = FIELDS.get(i);
                    statement.setArray(i + 1, connection.createArrayOf(field.type(),
                        group.stream().map(Waiting::what).map(field.value()).toArray()));
                }
                var found = found(statement);
                var places = found.stream().map(Found::place).collect(toSet());
                IntStream.range(0, group.size()).filter(place -> !places.contains(place)).mapToObj(group::get)
                    .forEach(waiting -> {
                        meters.lookedUp(waiting.since());
                        waiting.answer().complete(Known.NOTHING);
                    });
                return found;
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw new LedgerAwayException("could not be read", e);
        }
    }

    private static List<Found> found(PreparedStatement statement) throws SQLException {
        for (var result = statement.execute(); !result; result = statement.getMoreResults()) {
            // the settings
        }
        var found = new ArrayList<Found>();
        try (var rows = statement.getResultSet()) {
            while (rows.next()) {
                found.add(new Found(rows.getInt(1) - 1, rows.getString(2), rows.getString(3)));
            }
        }
        return found;
    }

    private static Map<DecisionRow.Key, DecisionRow> rows(List<DecisionRow.Key> ids) {
        return ids.isEmpty() ? Map.of()
            : PostgresLedger.reading(() -> Panache.getSession().findMultiple(DecisionRow.class, ids)).stream()
                .filter(Objects::nonNull).collect(toMap(row -> new DecisionRow.Key(row.tenant, row.id), row -> row));
    }
}
