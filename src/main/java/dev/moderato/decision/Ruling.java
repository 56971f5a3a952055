package dev.moderato.decision;

import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Skipped;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Score;
import dev.moderato.guard.Verdict;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Policy.Consult;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.Screening;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What follows from what the guards said, under a book: the gravest of all findings that count, and of what the book
 * says should follow where nobody answered. A function: no clock, no I/O.
 *
 * @param findings gravest first
 * @param degraded whether a guard that should have answered did not
 */
public record Ruling(Outcome outcome, List<Finding> findings, boolean degraded, String rationale) {

    /** The hazard table's name in a finding. */
    public static final String HAZARDS = "hazards";

    public Ruling {
        findings = List.copyOf(findings);
    }

    public static Ruling on(List<Assessment> assessments, PolicyBook book) {
        return new Bench(assessments, book).rule();
    }

    /** The hazards of all findings that count, in their order. */
    public List<Hazard> hazards() {
        return findings.stream().filter(finding -> !finding.shadow()).flatMap(finding -> finding.hazard().stream())
            .distinct().sorted().toList();
    }

    /** One guard's score that is high enough for something to follow. */
    private record Voice(String guard, Score score, boolean blocks) {
    }

    private record Bench(List<Assessment> assessments, PolicyBook book) {

        Ruling rule() {
            var byPolicies = assessed().flatMap(this::ofPolicy).toList();
            var read = byPolicies.isEmpty() ? byPolicies
                : assessed().filter(assessed -> !assessed.verdict().likened()).flatMap(this::ofPolicy).toList();
            var findings = Stream.concat(byHazards(read), byPolicies.stream())
                .sorted(Comparator.comparing(Finding::outcome).reversed().thenComparing(Finding::shadow)).toList();
            var silences = silences();
            var outcome = Stream.concat(
                    findings.stream().filter(finding -> !finding.shadow()).map(Finding::outcome),
                    silences.stream().map(Silence::follows))
                .reduce(Outcome.ALLOW, Outcome::or);
            return new Ruling(outcome, findings, !silences.isEmpty() || anyEnforcedUnavailable(),
                rationale(findings, silences));
        }

        private Stream<Assessed> assessed() {
            return assessments.stream().filter(Assessed.class::isInstance).map(Assessed.class::cast);
        }

        private Stream<Finding> ofPolicy(Assessed assessed) {
            return assessed.policy().stream().flatMap(policy -> assessed.verdict().categories().stream()
                .flatMap(id -> policy.category(id).stream())
                .map(category -> new Finding(policy.id(), policy.revision(), category.id(),
                    Optional.of(category.hazard()), atMost(category.outcome(), assessed.verdict()),
                    Optional.empty(), List.of(assessed.guard()), Optional.empty(),
                    assessed.verdict().rationale().orElse(category.name()), !policy.enforced())));
        }

        private static Outcome atMost(Outcome outcome, Verdict verdict) {
            return verdict.likened() && outcome == Outcome.BLOCK ? Outcome.REVIEW : outcome;
        }

        private Stream<Finding> byHazards(List<Finding> byPolicies) {
            var voices = new TreeMap<String, List<Voice>>();
            assessed().forEach(assessed -> assessed.verdict().scores().forEach(score -> voice(assessed.guard(), score)
                .ifPresent(voice -> voices.computeIfAbsent(score.category(), c -> new ArrayList<>()).add(voice))));
            return voices.values().stream().map(agreeing -> byHazard(agreeing, byPolicies));
        }

        private Optional<Voice> voice(String guard, Score score) {
            var follows = score.follows(book, guard);
            return follows == Outcome.ALLOW ? Optional.empty()
                : Optional.of(new Voice(guard, score, follows == Outcome.BLOCK));
        }

        private Finding byHazard(List<Voice> voices, List<Finding> byPolicies) {
            var gravest = voices.stream().max(Comparator.comparing(voice -> voice.score().value())).orElseThrow();
            var guards = voices.stream().map(Voice::guard).distinct().toList();
            var hazard = gravest.score().hazard();
            var seconds = byPolicies.stream().filter(finding -> !finding.shadow() && finding.hazard().equals(hazard))
                .flatMap(finding -> finding.guards().stream());
            var agreeing = Stream.concat(voices.stream().filter(Voice::blocks).map(Voice::guard), seconds)
                .distinct().count();
            var blocks = hazard.isPresent() && voices.stream().anyMatch(Voice::blocks)
                && agreeing >= book.thresholds(gravest.guard(), hazard.get()).agree();
            return new Finding(HAZARDS, book.hazardsRevision(), gravest.score().category(), hazard,
                blocks ? Outcome.BLOCK : Outcome.REVIEW, Optional.of(gravest.score().value()), guards,
                gravest.score().evidence(), inWords(gravest, guards), false);
        }

        private static String inWords(Voice gravest, List<String> guards) {
            var score = gravest.score();
            var hazard = score.hazard().filter(known -> known.name().equals(score.category())).map(Hazard::title);
            return String.format(Locale.ROOT, "%s at %.2f by %s%s", hazard.orElse(score.category()), score.value(),
                String.join(" and ", guards), score.evidence().map(most -> ", most in " + most).orElse(""));
        }

        /** Something that nobody answered for, and what the book says should follow. */
        private record Silence(String of, Outcome follows) {
        }

        private List<Silence> silences() {
            var screened = book.screenings().stream().filter(this::unanswered)
                .map(screening -> new Silence(screening.guard(), screening.onUnavailable()));
            var policies = assessments.stream().filter(this::leftUndone).flatMap(a -> a.policy().stream())
                .filter(policy -> policy.enforced() && policy.consult() != Consult.STAND_IN && !answered(policy))
                .map(policy -> new Silence(policy.id(), policy.onUnavailable()));
            return Stream.concat(screened, policies).toList();
        }

        private boolean unanswered(Screening screening) {
            return assessments.stream().noneMatch(assessment -> assessment.settles(screening));
        }

        private boolean answered(Policy policy) {
            return assessments.stream().anyMatch(assessment -> assessment.whole()
                && assessment.policy().filter(policy::equals).isPresent());
        }

        private boolean leftUndone(Assessment assessment) {
            return !assessment.whole() && !(assessment instanceof Skipped);
        }

        private boolean anyEnforcedUnavailable() {
            return assessments.stream().anyMatch(assessment -> assessment instanceof Unavailable
                && assessment.policy().map(Policy::enforced).orElse(true));
        }

        private static String rationale(List<Finding> findings, List<Silence> silences) {
            var found = findings.stream().filter(finding -> !finding.shadow())
                .map(finding -> finding.outcome() + " for " + finding.hazard().map(Enum::name).orElse("unknown")
                    + " by " + finding.policy() + ": " + finding.rationale());
            var silent = silences.isEmpty() ? Stream.<String>empty()
                : Stream.of("Nobody could answer for " + silences.stream().map(Silence::of).distinct()
                    .collect(Collectors.joining(", ")) + ", where the profile says "
                    + silences.stream().map(Silence::follows).reduce(Outcome.ALLOW, Outcome::or));
            var sentences = Stream.concat(found, silent).collect(Collectors.joining(". "));
            return sentences.isEmpty() ? "Nothing found" : sentences;
        }
    }
}
