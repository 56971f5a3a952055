package dev.moderato.decision.replay;

import dev.moderato.decision.replay.Comparison.Subject;
import dev.moderato.decision.replay.ReplayReport.ByCategory;
import dev.moderato.decision.replay.ReplayReport.ByHazard;
import dev.moderato.decision.replay.ReplayReport.Counts;
import dev.moderato.decision.replay.ReplayReport.Degraded;
import dev.moderato.decision.replay.ReplayReport.Flip;
import dev.moderato.decision.replay.ReplayReport.Flips;
import dev.moderato.decision.replay.ReplayReport.Transition;
import dev.moderato.policy.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts comparisons, from several threads, and makes the report of them. Its size doesn't grow with their number. */
final class Tally {

    private static final int EXAMPLES = 5;

    private final String revision;
    private final Map<Outcome, Map<Outcome, Long>> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Outcome, List<Flip>> flips = new EnumMap<>(Outcome.class);
    private final Map<String, Row> byHazard = new TreeMap<>();
    private final Map<Subject, Row> bySubject = new TreeMap<>();
    private final List<String> degraded = new ArrayList<>();
    private long degradedNow;
    private long degradedBefore;
    private long digestOnly;
    private long otherBook;
    private long judged;

    /** @param revision of the book in force */
    Tally(String revision) {
        this.revision = revision;
        for (var outcome : Outcome.values()) {
            outcomes.put(outcome, new EnumMap<>(Outcome.class));
            flips.put(outcome, new ArrayList<>());
        }
    }

    /** What was counted about one thing. */
    private static final class Row {

        private final Map<Outcome, Long> flips = new EnumMap<>(Outcome.class);
        private final List<String> flipped = new ArrayList<>();
        private final List<String> others = new ArrayList<>();
        private long otherFindings;

        void add(Comparison comparison) {
            if (comparison.flips()) {
                flips.merge(comparison.now(), 1L, Long::sum);
            } else {
                otherFindings++;
            }
            example(comparison.flips() ? flipped : others, comparison.id());
        }

        Counts counts() {
            return new Counts(flips.getOrDefault(Outcome.BLOCK, 0L), flips.getOrDefault(Outcome.REVIEW, 0L),
                flips.getOrDefault(Outcome.ALLOW, 0L), otherFindings);
        }

        List<String> examples() {
            return Stream.concat(flipped.stream(), others.stream()).limit(EXAMPLES).toList();
        }
    }

    synchronized void addDigestOnly() {
        digestOnly++;
    }

    synchronized void add(Comparison comparison) {
        judged++;
        otherBook += comparison.otherBook() ? 1 : 0;
        if (comparison.degradedNow() || comparison.degradedBefore()) {
            degradedNow += comparison.degradedNow() ? 1 : 0;
            degradedBefore += comparison.degradedNow() ? 0 : 1;
            example(degraded, comparison.id());
            return;
        }
        outcomes.get(comparison.before()).merge(comparison.now(), 1L, Long::sum);
        if (comparison.flips()) {
            example(flips.get(comparison.now()), new Flip(comparison.id(), comparison.before(), comparison.now(),
                comparison.why()));
        }
        comparison.differences().forEach(subject ->
            bySubject.computeIfAbsent(subject, s -> new Row()).add(comparison));
        comparison.differences().stream().map(Subject::hazard).distinct().forEach(hazard ->
            byHazard.computeIfAbsent(hazard, h -> new Row()).add(comparison));
    }

    /** How many were gone through. */
    synchronized long done() {
        return judged + digestOnly;
    }

    synchronized ReplayReport report() {
        var transitions = transitions();
        var unchanged = count(transitions.stream().filter(t -> t.before() == t.now()));
        return new ReplayReport(revision, judged, digestOnly,
            new Degraded(degradedNow, degradedBefore, List.copyOf(degraded)), otherBook, count(transitions.stream()),
            unchanged, flips(Outcome.BLOCK, transitions), flips(Outcome.REVIEW, transitions),
            flips(Outcome.ALLOW, transitions), transitions,
            byHazard.entrySet().stream()
                .map(row -> new ByHazard(row.getKey(), row.getValue().counts(), row.getValue().examples())).toList(),
            bySubject.entrySet().stream().map(row -> new ByCategory(row.getKey().policy(), row.getKey().category(),
                row.getKey().hazard(), row.getValue().counts(), row.getValue().examples())).toList(),
            notes());
    }

    private Flips flips(Outcome now, List<Transition> transitions) {
        return new Flips(count(transitions.stream().filter(t -> t.now() == now && t.before() != now)),
            List.copyOf(flips.get(now)));
    }

    private List<Transition> transitions() {
        return outcomes.entrySet().stream().flatMap(before -> before.getValue().entrySet().stream()
            .map(now -> new Transition(before.getKey(), now.getKey(), now.getValue()))).toList();
    }

    private List<String> notes() {
        var notes = new ArrayList<String>();
        if (digestOnly > 0) {
            notes.add(digestOnly + " decisions are kept without their content: there is nothing to judge again.");
        }
        if (degradedNow > 0) {
            notes.add("For " + degradedNow + " decisions a guard was away now: no verdict, so not counted as flips.");
        }
        if (degradedBefore > 0) {
            notes.add("For " + degradedBefore + " decisions a guard was away when they were made: no verdict to compare"
                + " with, so not counted as flips.");
        }
        if (otherBook > 0) {
            notes.add(otherBook + " of the judged decisions were made under another revision than the one in force, so"
                + " flips may come from what has changed since.");
        }
        return notes;
    }

    private static long count(Stream<Transition> transitions) {
        return transitions.collect(Collectors.summingLong(Transition::count));
    }

    private static <T> void example(List<T> examples, T example) {
        if (examples.size() < EXAMPLES) {
            examples.add(example);
        }
    }
}
