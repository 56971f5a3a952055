package dev.moderato.decision;

import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.util.List;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;

/**
 * Decisions that are still to be announced. A decision enters it in its own transaction and leaves it once it is
 * announced: none is lost, and one may be announced twice.
 *
 * <p>They are told in the order in which they were committed, by whichever process: whoever adds holds a lock from the
 * drawing of the numbers to the end of the transaction, so that numbers follow commits.
 */
@ApplicationScoped
public class Outbox {

    private static final long ADDING = 0x6d6f64_0001L;
    private static final long RELAYING = 0x6d6f64_0002L;

    private final Rows rows;

    Outbox(Rows rows) {
        this.rows = rows;
    }

    /** Adds them in their order. The last thing of a transaction, since others wait for its end. */
    static void add(StatelessSession session, List<DecisionRow> decisions) {
        if (decisions.isEmpty()) {
            return;
        }
        session.createNativeQuery("select cast(pg_advisory_xact_lock(:lock) as text)", String.class)
            .setParameter("lock", ADDING).getSingleResult();
        session.createNativeMutationQuery("insert into outbox (tenant, id) select tenant, id"
                + " from unnest(:tenants, :ids) with ordinality as new (tenant, id, place) order by place")
            .setParameter("tenants", decisions.stream().map(row -> row.tenant).toArray(String[]::new))
            .setParameter("ids", decisions.stream().map(row -> row.id).toArray(String[]::new))
            .executeUpdate();
    }

    /**
     * Hands the oldest to {@code announce} and forgets them when that returns; when it throws they stay. One process
     * does so at a time, the others find nothing. Blocks.
     *
     * @param most how many at once
     * @return how many there were
     * @throws LedgerAwayException when the ledger can't be reached
     */
    public int relay(int most, Consumer<List<Decision>> announce) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                var session = Panache.getSession();
                if (!session.createNativeQuery("select pg_try_advisory_xact_lock(:lock)", Boolean.class)
                    .setParameter("lock", RELAYING).getSingleResult()) {
                    return 0;
                }
                var oldest = OutboxRow.<OutboxRow>find("order by seq").range(0, most - 1).list();
                if (!oldest.isEmpty()) {
                    var last = oldest.get(oldest.size() - 1).seq;
                    announce.accept(DecisionRow.<DecisionRow>find("select d from DecisionRow d, OutboxRow o"
                        + " where d.tenant = o.tenant and d.id = o.id and o.seq <= ?1 order by o.seq", last)
                        .stream().map(rows::decision).toList());
                    OutboxRow.delete("seq <= ?1", last);
                }
                return oldest.size();
            });
        } catch (PersistenceException e) {
            throw new LedgerAwayException("could not be read", e);
        }
    }
}
