package dev.moderato.decision.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.decision.LedgerAwayException;
import dev.moderato.decision.replay.Replay.Status;
import dev.moderato.decision.replay.Replay.Tried;
import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.ConstraintViolationException.ConstraintKind;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * The replays that there are, of all processes that share the database. Who runs one gives a sign of life with every
 * {@link #progress}; one without is interrupted, whoever looks next. Every method blocks, and may fail with
 * {@link LedgerAwayException}.
 */
@ApplicationScoped
class ReplayTable {

    /** Without a sign of life for so long its process is gone. */
    static final Duration GONE = Duration.ofSeconds(60);

    private final ObjectMapper json;

    ReplayTable(ObjectMapper json) {
        this.json = json;
    }

    /** A new one that runs; none when the tenant has one that does. */
    Optional<UUID> add(ReplayPlan plan) {
        var row = new ReplayRow();
        row.id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        row.tenant = plan.span().tenant();
        row.profile = plan.span().profile();
        plan.candidate().ifPresent(candidate -> {
            row.policy = candidate.policy().id();
            row.policyRevision = candidate.policy().revision();
            row.policyText = candidate.text();
        });
        row.since = plan.span().since();
        row.until = plan.span().until();
        row.sample = plan.sample().orElse(null);
        row.status = Status.RUNNING.toString();
        row.startedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
        try {
            return within(() -> {
                interruptAbandoned();
                row.persistAndFlush();
                return Optional.of(row.id);
            });
        } catch (ConstraintViolationException e) {
            if (e.getKind() == ConstraintKind.UNIQUE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Newest first. */
    List<Replay> newest(String tenant, int most) {
        return within(() -> {
            interruptAbandoned();
            return ReplayRow.<ReplayRow>find("tenant = ?1 order by startedAt desc, id desc", tenant)
                .range(0, most - 1).stream().map(this::replay).toList();
        });
    }

    Optional<Replay> find(String tenant, UUID id) {
        return within(() -> {
            interruptAbandoned();
            return ReplayRow.<ReplayRow>find("tenant = ?1 and id = ?2", tenant, id).firstResultOptional()
                .map(this::replay);
        });
    }

    /** A sign of life. False when it runs no longer: it was cancelled, or given up for gone. */
    boolean progress(UUID id, Optional<Long> total, long done, ReplayReport report) {
        return within(() -> Panache.getSession().createNativeMutationQuery("update replay set total = :total,"
                + " done = :done, report = cast(:report as jsonb), beat_at = now()"
                + " where id = :id and status = 'running'")
            .setParameter("total", total.orElse(null), Long.class).setParameter("done", done)
            .setParameter("report", write(report)).setParameter("id", id).executeUpdate() > 0);
    }

    /** Ends it if it runs. */
    void end(UUID id, Status status, Optional<String> trouble) {
        within(() -> Panache.getSession().createNativeMutationQuery("update replay set status = :status,"
                + " trouble = :trouble, ended_at = now() where id = :id and status = 'running'")
            .setParameter("status", status.toString()).setParameter("trouble", trouble.orElse(null), String.class)
            .setParameter("id", id).executeUpdate());
    }

    private static void interruptAbandoned() {
        Panache.getSession().createNativeMutationQuery("update replay set status = 'interrupted', ended_at = beat_at"
                + " where status = 'running' and beat_at < now() - make_interval(secs => :seconds)")
            .setParameter("seconds", (double) GONE.toSeconds()).executeUpdate();
    }

    private Replay replay(ReplayRow row) {
        return new Replay(row.id, Status.valueOf(row.status.toUpperCase(Locale.ROOT)), row.profile,
            Optional.ofNullable(row.policy).map(id -> new Tried(id, row.policyRevision, Optional.of(row.policyText))),
            row.since, row.until, Optional.ofNullable(row.sample), Optional.ofNullable(row.total), row.done,
            row.startedAt, Optional.ofNullable(row.endedAt), Optional.ofNullable(row.trouble),
            Optional.ofNullable(row.report).map(this::read));
    }

    private String write(ReplayReport report) {
        try {
            return json.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report can't be written as JSON", e);
        }
    }

    private ReplayReport read(String report) {
        try {
            return json.readValue(report, ReplayReport.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds a report that this version can't read", e);
        }
    }

    private static <T> T within(Supplier<T> work) {
        try {
            return QuarkusTransaction.requiringNew().call(work::get);
        } catch (ConstraintViolationException e) {
            throw e;
        } catch (PersistenceException | QuarkusTransactionException e) {
            throw new LedgerAwayException("could not be reached", e);
        }
    }
}
