package dev.moderato.decision;

import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** One line a decision, by key, never by content. */
final class DecisionLog {

    private static final Logger LOG = Logger.getLogger("moderato.decisions");

    private DecisionLog() {
    }

    static void line(Decision decision, long millis) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        LOG.infof("tenant=%s submission=%s outcome=%s findings=%s unavailable=%s degraded=%s millis=%d",
            decision.tenant(), decision.id(), decision.outcome(),
            decision.findings().stream().map(DecisionLog::finding).collect(Collectors.joining(",")),
            decision.assessments().stream().filter(a -> a.status().equals("unavailable"))
                .map(a -> (a.policy() == null ? a.guard() : a.policy()) + ":" + a.cause())
                .collect(Collectors.joining(",")),
            decision.degraded(), millis);
    }

    private static String finding(Finding finding) {
        return finding.policy() + "/" + finding.category() + "@" + finding.revision().substring(7, 15);
    }
}
