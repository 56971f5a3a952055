package dev.moderato.decision;

import static dev.moderato.decision.PostgresLedger.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.policy.BookArchive;
import dev.moderato.policy.PolicyBook;
import io.quarkus.hibernate.orm.panache.Panache;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.narayana.jta.QuarkusTransactionException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.exception.SQLGrammarException;

/** Keeps every book that was in force beside the decisions that were made under it. */
@ApplicationScoped
public class PostgresBooks implements BookArchive {

    private static final String REVISIONS = """
        select files ->> :id as revision, min(first_in_force) as since from policy_book
        where profile = :profile and files ->> :id is not null group by 1 order by 2 desc, 1""";
    private static final String TEXT = """
        select text from policy_file where revision = :revision and exists (select from policy_book
        where profile = :profile and (files ->> :id = :revision or files ->> (:id || '.next') = :revision))""";

    private final ObjectMapper json;

    private final boolean database;

    PostgresBooks(ObjectMapper json,
                  @ConfigProperty(name = "quarkus.datasource.active", defaultValue = "true") boolean database) {
        this.json = json;
        this.database = database;
    }

    /** A revision of a file, and when it first came into force. */
    public record PolicyRevision(String revision, Instant since) {
    }

    /** Where there is no database no decision is made, so there is nothing to keep. */
    @Override
    public void keep(Collection<PolicyBook> books) {
        if (!database) {
            return;
        }
        try {
            QuarkusTransaction.requiringNew().run(() -> books.forEach(this::keep));
        } catch (SQLGrammarException e) {
            throw new IllegalStateException("the database lacks what this version needs: run its command migrate");
        } catch (PersistenceException | QuarkusTransactionException e) {
            throw new AwayException(e);
        }
    }

    private void keep(PolicyBook book) {
        var files = new TreeMap<String, String>();
        book.sources().forEach(source -> files.put(source.id(), source.revision()));
        Panache.getSession().createNativeMutationQuery("""
                insert into policy_file (revision, text)
                select revision, text from unnest(:revisions, :texts) as new (revision, text)
                order by revision on conflict do nothing""")
            .setParameter("revisions", book.sources().stream().map(PolicyBook.Source::revision).toArray(String[]::new))
            .setParameter("texts", book.sources().stream().map(PolicyBook.Source::text).toArray(String[]::new))
            .executeUpdate();
        Panache.getSession().createNativeMutationQuery("insert into policy_book (profile, revision, files)"
                + " values (:profile, :revision, cast(:files as jsonb)) on conflict do nothing")
            .setParameter("profile", book.profile()).setParameter("revision", book.revision())
            .setParameter("files", write(files)).executeUpdate();
    }

    /**
     * All revisions of a policy that were in force, the latest first.
     *
     * @param id a policy's, with {@code .next} for those that ran in shadow beside it; or {@code hazards}
     */
    public List<PolicyRevision> revisions(String profile, String id) {
        return reading(() -> Panache.getSession().createNativeQuery(REVISIONS, Object[].class)
            .addScalar("revision", String.class).addScalar("since", Instant.class)
            .setParameter("profile", profile).setParameter("id", id).stream()
            .map(row -> new PolicyRevision((String) row[0], (Instant) row[1])).toList());
    }

    /** The file of that revision, byte for byte, if it ever was in force in the profile. */
    public Optional<String> text(String profile, String id, String revision) {
        return reading(() -> Panache.getSession().createNativeQuery(TEXT, String.class)
            .setParameter("profile", profile).setParameter("id", id).setParameter("revision", revision)
            .uniqueResultOptional());
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a book's files can't be written as JSON", e);
        }
    }
}
