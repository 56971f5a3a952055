package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.moderato.PostgresForTests;
import dev.moderato.guard.Exchange;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Outcome;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresForTests.class)
class ArchiveTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final String tenant = UUID.randomUUID().toString();

    @Inject
    Ledger ledger;
    @Inject
    Archive archive;

    /** Of two at the same moment each, and some that don't belong to the span. */
    @BeforeEach
    void decisions() {
        var all = new ArrayList<Uni<Kept>>();
        IntStream.range(0, 25).forEach(i -> all.add(keep(tenant, "id-" + i, "default", BEGIN.plusSeconds(i / 2))));
        all.add(keep(tenant, "too early", "default", BEGIN.minusMillis(1)));
        all.add(keep(tenant, "too late", "default", BEGIN.plusSeconds(60)));
        all.add(keep(tenant, "of another profile", "other", BEGIN));
        all.add(keep(UUID.randomUUID().toString(), "of somebody else", "default", BEGIN));
        Uni.join().all(all).andFailFast().await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void aSpanIsGoneThroughFromOldToNewWithoutGapsOrRepeats() {
        var seen = new ArrayList<Decision>();
        var page = archive.next(span(), Optional.empty(), 7);
        while (!page.isEmpty()) {
            seen.addAll(page);
            page = archive.next(span(), Optional.of(page.get(page.size() - 1)), 7);
        }

        assertEquals(25, archive.count(span()));
        assertEquals(25, seen.stream().map(Decision::id).distinct().count());
        assertEquals(25, seen.size());
        assertEquals(seen.stream().map(Decision::decidedAt).sorted().toList(),
            seen.stream().map(Decision::decidedAt).toList());
    }

    @Test
    void aSampleIsTheSameEveryTimeAndNotJustTheOldest() {
        var sample = archive.sample(span(), 5);

        assertEquals(5, sample.stream().distinct().count());
        assertEquals(sample, archive.sample(span(), 5));
        assertEquals(sample, archive.sample(span(), 10).subList(0, 5));
        assertNotEquals(List.of("id-0", "id-1", "id-2", "id-3", "id-4"), sample.stream().sorted().toList());
        assertEquals(sample.stream().sorted().toList(),
            archive.decisions(tenant, sample).stream().map(Decision::id).sorted().toList());
        assertEquals(25, archive.sample(span(), 1_000).size());
    }

    @Test
    void whatADecisionWasMadeOnIsThereUnlessOnlyItsDigestIs() {
        var page = archive.next(span(), Optional.empty(), 2);

        assertEquals(Optional.of(Exchange.of("hello id-0")), archive.exchange(page.get(0)));
        assertEquals(Optional.empty(), archive.exchange(page.get(1)));
    }

    private Span span() {
        return new Span(tenant, "default", BEGIN, BEGIN.plusSeconds(60));
    }

    /** Every second one has no content. */
    private Uni<Kept> keep(String whose, String id, String profile, Instant at) {
        var content = JsonNodeFactory.instance.objectNode();
        content.putArray("content").addObject().put("type", "text").put("text", "hello " + id);
        return ledger.record(new Decision(whose, id, Outcome.ALLOW, List.of(), "", List.of(), List.of(), List.of(), false,
            Direction.INPUT, profile, "sha256:2", Optional.of("sha256:3"), Optional.empty(), Optional.empty(), "sha256:g", at),
            id.matches("id-\\d*[13579]") ? Optional.empty() : Optional.of(content), false);
    }
}
