package dev.moderato.decision;

import static dev.moderato.decision.PostgresLedger.reading;

import dev.moderato.decision.Purge.What;
import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Purges in small steps, each a transaction of its own that leaves a proof of what went, and tells what was purged.
 * What goes is found by the time of its decision. Every method blocks.
 */
@ApplicationScoped
public class Purges {

    private static final long PURGING = 0x6d6f64_0003L;
    /** So few that a step takes a fraction of a second. */
    private static final int STEP = 500;

    /** One look into an index for each tenant. */
    private static final String TENANTS = """
        with recursive known as (
            (select tenant from decision order by tenant limit 1)
            union all select (select d.tenant from decision d where d.tenant > known.tenant order by d.tenant limit 1)
            from known where known.tenant is not null)
        select tenant from known where tenant is not null""";
    /** The oldest that weren't gone through yet, whole moments each. */
    private static final String SPAN = """
        select min(decided_at) as since, max(decided_at) + interval '1 microsecond' as until, count(*) as number from (
            select decided_at from decision where tenant = :tenant and decided_at < :before and decided_at >= coalesce(
                (select until from purge_progress where tenant = :tenant and what = :what), '-infinity')
            order by decided_at limit :most) as oldest""";
    /** What is yet to be announced stays, and what came after it: a proof is of all decisions of a span. */
    private static final String ANNOUNCED = """
        select least(cast(:before as timestamptz), (select min(d.decided_at) from outbox o
            join decision d using (tenant, id) where o.tenant = :tenant))""";
    private static final String PROGRESS = """
        insert into purge_progress (tenant, what, until) values (:tenant, :what, :until)
        on conflict (tenant, what) do update set until = excluded.until""";

    /**
     * What a step came to.
     *
     * @param gone rows that were purged
     * @param more whether another step may find more
     */
    record Step(long gone, boolean more) {

        private static final Step NONE = new Step(0, false);
    }

    private record Stretch(Instant since, Instant until, long number) {
    }

    /** Whose decisions there are. */
    List<String> tenants() {
        return QuarkusTransaction.requiringNew()
            .call(() -> Panache.getSession().createNativeQuery(TENANTS, String.class).list());
    }

    /** Purges some of what a tenant decided before that moment. Does nothing while another process purges. */
    Step step(What what, String tenant, Instant before) {
        return QuarkusTransaction.requiringNew().call(() -> {
            if (!Panache.getSession().createNativeQuery("select pg_try_advisory_xact_lock(:lock)", Boolean.class)
                .setParameter("lock", PURGING).getSingleResult()) {
                return Step.NONE;
            }
            var stretch = oldest(what, tenant, what == What.DECISIONS ? announced(tenant, before) : before);
            return stretch.number() == 0 ? Step.NONE
                : new Step(purge(what, tenant, stretch), stretch.number() == STEP);
        });
    }

    /** Forgets replays that began before that moment: their reports tell of decisions. */
    void replays(Instant before) {
        QuarkusTransaction.requiringNew().run(() -> Panache.getSession()
            .createNativeMutationQuery("delete from replay where started_at < :before and status <> 'running'")
            .setParameter("before", before).executeUpdate());
    }

    /**
     * Latest first.
     *
     * @param limit at most so many
     * @param after a cursor whose id is a purge's number
     * @throws LedgerAwayException when the ledger can't be reached
     */
    public Purge.Page list(String tenant, int limit, Optional<Cursor> after) {
        var values = new HashMap<String, Object>(Map.of("tenant", tenant));
        after.ifPresent(last -> values.putAll(Map.of("at", last.at(), "seq", Long.valueOf(last.id()))));
        var found = reading(() -> PurgeRow.<PurgeRow>find("tenant = :tenant"
                + (after.isPresent() ? " and (purgedAt, seq) < (:at, :seq)" : "")
                + " order by purgedAt desc, seq desc", values).range(0, limit).list());
        var shown = found.stream().limit(limit).toList();
        return new Purge.Page(shown.stream().map(PurgeRow::purge).toList(), found.size() <= limit ? Optional.empty()
            : Optional.of(cursor(shown.get(shown.size() - 1))));
    }

    private static String cursor(PurgeRow last) {
        return new Cursor(last.purgedAt, Long.toString(last.seq)).toString();
    }

    private static Instant announced(String tenant, Instant before) {
        return Panache.getSession().createNativeQuery(ANNOUNCED, Instant.class).setParameter("tenant", tenant)
            .setParameter("before", before).getSingleResult();
    }

    private static Stretch oldest(What what, String tenant, Instant before) {
        var row = Panache.getSession().createNativeQuery(SPAN, Object[].class).addScalar("since", Instant.class)
            .addScalar("until", Instant.class).addScalar("number", Long.class).setParameter("tenant", tenant)
            .setParameter("what", what.toString()).setParameter("before", before).setParameter("most", STEP)
            .getSingleResult();
        return new Stretch((Instant) row[0], (Instant) row[1], (Long) row[2]);
    }

    private static long purge(What what, String tenant, Stretch stretch) {
        var session = Panache.getSession();
        var gone = session.createNativeQuery("select purge_" + what + "(:tenant, :since, :until)", Long.class)
            .setParameter("tenant", tenant).setParameter("since", stretch.since())
            .setParameter("until", stretch.until()).getSingleResult();
        session.createNativeMutationQuery(PROGRESS).setParameter("tenant", tenant)
            .setParameter("what", what.toString()).setParameter("until", stretch.until()).executeUpdate();
        return gone;
    }
}
