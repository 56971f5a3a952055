package dev.moderato.decision;

import static dev.moderato.decision.PostgresLedger.reading;

import dev.moderato.policy.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.hibernate.orm.panache.Panache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What policies in shadow would have changed. */
@ApplicationScoped
public class Shadows {

    private static final String IN_SHADOW = """
        from decision d cross join lateral jsonb_array_elements(d.shadows) as s
        where d.tenant = :tenant and d.profile = :profile and d.decided_at >= :since and d.decided_at < :until
        and d.shadows is not null and s ->> 'policy' = :policy""";
    private static final String OUTCOMES = "select s ->> 'revision' as revision, d.outcome as now,"
        + " s ->> 'outcome' as then, count(*) as number,"
        + " (array_agg(d.id order by d.decided_at desc))[1:5] as examples " + IN_SHADOW
        + " group by 1, 2, 3 order by 1, 2, 3";
    private static final String CATEGORIES = "select s ->> 'revision' as revision, c as category, count(*) as number "
        + IN_SHADOW.replace("where", "cross join lateral jsonb_array_elements_text(s -> 'categories') as c where")
        + " group by 1, 2";

    private final LabelledCounter counter;

    Shadows(MeterRegistry meters) {
        counter = new LabelledCounter(meters, "moderato.shadow.decisions",
            "decisions by the outcome they had, and would have had with the policy in force",
            "profile", "policy", "from", "to");
    }

    /** Decisions that had one outcome and would have had another. */
    @Schema(name = "ShadowOutcomes")
    public record Outcomes(
        @Schema(description = "the outcome that the decisions had") Outcome from,
        @Schema(implementation = Outcome.class, type = SchemaType.STRING,
            description = "the outcome with the policy in force; absent when nobody could answer for it")
        Optional<Outcome> to,
        long count,
        @Schema(description = "ids of the latest five") List<String> examples) {
    }

    /** What one revision of a policy would have done. */
    @Schema(name = "ShadowReport")
    public record Report(
        String revision,
        @Schema(description = "decisions that it was asked for") long asked,
        @Schema(description = "of these, nobody could answer for it") long unanswered,
        @Schema(description = "of these, the outcome would have been another") long changed,
        List<Outcomes> outcomes,
        @Schema(description = "how often it found each of its categories violated") Map<String, Long> categories) {

        private static Report of(String revision, List<Outcomes> outcomes, Map<String, Long> categories) {
            return new Report(revision, outcomes.stream().mapToLong(Outcomes::count).sum(),
                outcomes.stream().filter(one -> one.to().isEmpty()).mapToLong(Outcomes::count).sum(),
                outcomes.stream().filter(one -> one.to().filter(to -> to != one.from()).isPresent())
                    .mapToLong(Outcomes::count).sum(), outcomes, categories);
        }
    }

    /** Counts a new decision's: {@code moderato_shadow_decisions_total}. */
    void count(Decision decision) {
        decision.shadows().forEach(shadow -> counter.of(decision.profile(), shadow.policy(),
            decision.outcome().toString(), shadow.outcome().map(Outcome::toString).orElse("unanswered")).increment());
    }

    /**
     * What the revisions of a policy that ran in shadow would have changed in a tenant's decisions. Blocks.
     *
     * @param since from this moment on
     * @param until before this moment
     * @throws LedgerAwayException when the ledger can't be reached
     */
    public List<Report> reports(String tenant, String profile, String policy, Instant since, Instant until) {
        var values = Map.<String, Object>of("tenant", tenant, "profile", profile, "policy", policy, "since", since, "until", until);
        return reading(() -> {
            var categories = categories(values);
            return outcomes(values).entrySet().stream().map(entry -> Report.of(entry.getKey(), entry.getValue(),
                categories.getOrDefault(entry.getKey(), Map.of()))).toList();
        });
    }

    private static Map<String, List<Outcomes>> outcomes(Map<String, Object> values) {
        var query = Panache.getSession().createNativeQuery(OUTCOMES, Object[].class)
            .addScalar("revision", String.class).addScalar("now", String.class).addScalar("then", String.class)
            .addScalar("number", Long.class).addScalar("examples", String[].class);
        values.forEach(query::setParameter);
        return query.stream().collect(Collectors.groupingBy(row -> (String) row[0], TreeMap::new,
            Collectors.mapping(row -> new Outcomes(outcome(row[1]).orElseThrow(), outcome(row[2]), (Long) row[3],
                Arrays.asList((String[]) row[4])), Collectors.toList())));
    }

    private static Map<String, Map<String, Long>> categories(Map<String, Object> values) {
        var query = Panache.getSession().createNativeQuery(CATEGORIES, Object[].class)
            .addScalar("revision", String.class).addScalar("category", String.class)
            .addScalar("number", Long.class);
        values.forEach(query::setParameter);
        return query.stream().collect(Collectors.groupingBy(row -> (String) row[0],
            Collectors.toMap(row -> (String) row[1], row -> (Long) row[2], Long::sum, TreeMap::new)));
    }

    private static Optional<Outcome> outcome(Object word) {
        return Optional.ofNullable((String) word).map(text -> Outcome.valueOf(text.toUpperCase(Locale.ROOT)));
    }
}
