package dev.moderato.decision.replay;

import dev.moderato.decision.Decision;
import dev.moderato.decision.Finding;
import dev.moderato.decision.Ruling;
import dev.moderato.policy.Outcome;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A kept decision beside what would be ruled now.
 *
 * @param otherBook whether it was made under another book than the one in force
 * @param degradedBefore whether a guard was away when it was made; then it is no verdict to compare with
 * @param degradedNow whether a guard is away now; then there is no verdict to compare
 * @param differences the findings that count and that only one of the two has, or has with another outcome
 * @param why the rationale of now
 */
record Comparison(String id, Outcome before, Outcome now, boolean otherBook, boolean degradedBefore,
                  boolean degradedNow, Set<Subject> differences, String why) {

    /** What a finding is about. */
    record Subject(String policy, String category, String hazard) implements Comparable<Subject> {

        static final String NO_HAZARD = "unknown";

        static Subject of(Finding finding) {
            return new Subject(finding.policy(), finding.category(),
                finding.hazard().map(Enum::name).orElse(NO_HAZARD));
        }

        @Override
        public int compareTo(Subject other) {
            return toString().compareTo(other.toString());
        }
    }

    /** @param inForce the revision of the book in force */
    static Comparison of(Decision kept, Ruling now, String inForce) {
        return new Comparison(kept.id(), kept.outcome(), now.outcome(), !kept.revision().equals(inForce),
            kept.degraded(), now.degraded(), differences(kept.findings(), now.findings()), now.rationale());
    }

    boolean flips() {
        return before != now;
    }

    private static Set<Subject> differences(List<Finding> before, List<Finding> now) {
        var ofBefore = counting(before);
        var ofNow = counting(now);
        var all = new HashSet<>(ofBefore.keySet());
        all.addAll(ofNow.keySet());
        return all.stream().filter(subject -> ofBefore.get(subject) != ofNow.get(subject))
            .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<Subject, Outcome> counting(List<Finding> findings) {
        return findings.stream().filter(finding -> !finding.shadow()).collect(Collectors.toMap(Subject::of,
            Finding::outcome, Outcome::or, TreeMap::new));
    }
}
