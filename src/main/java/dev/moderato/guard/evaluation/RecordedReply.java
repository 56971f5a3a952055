package dev.moderato.guard.evaluation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Cause;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Verdict;
import dev.moderato.policy.Policy;
import dev.moderato.policy.Revision;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One line of a recording: what was said on one text by one revision of a policy.
 *
 * @param text the digest of direction and text
 * @param revision of the policy that it was judged by
 * @param cause why there is no answer; null when there is one, and then {@code categories} is there
 */
@JsonInclude(Include.NON_NULL)
record RecordedReply(String text, String revision, String guard, String model, List<String> categories,
                     List<String> ruleIds, String confidence, String rationale, Boolean likened, Boolean partial,
                     Cause cause, String detail) {

    /** Empty where it wasn't asked. */
    static Optional<RecordedReply> of(Policy policy, Result result) {
        var text = digest(result.trial().exchange());
        if (result.said() instanceof Assessed assessed) {
            var verdict = assessed.verdict();
            return Optional.of(new RecordedReply(text, policy.revision(), assessed.guard(), assessed.model(),
                verdict.categories(), verdict.ruleIds(), verdict.confidence().orElse(null),
                verdict.rationale().orElse(null), verdict.likened() ? true : null, verdict.partial() ? true : null,
                null, null));
        }
        return result.said() instanceof Unavailable silent ? Optional.of(new RecordedReply(text, policy.revision(),
            silent.guard(), silent.model(), null, null, null, null, null, null, silent.cause(), silent.detail()))
            : Optional.empty();
    }

    static String digest(Exchange exchange) {
        return Revision.of((exchange.direction() + "\n" + exchange.content().text()).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether all is there that a reply by this policy has. */
    boolean fits(Policy policy) {
        return text != null && revision != null && guard != null && model != null
            && (cause != null ? detail != null && categories == null : categories != null && ruleIds != null
            && (!by(policy) || categories.stream().allMatch(id -> policy.category(id).isPresent())));
    }

    boolean by(Policy policy) {
        return revision.equals(policy.revision());
    }

    Assessment said(Policy policy) {
        return cause != null ? new Unavailable(guard, Optional.of(policy), model, cause, detail, Effort.NONE)
            : new Assessed(guard, Optional.of(policy), model, new Verdict(List.of(), categories, ruleIds,
                Optional.ofNullable(confidence), Optional.ofNullable(rationale), Optional.empty(),
                Boolean.TRUE.equals(likened), Boolean.TRUE.equals(partial)), Effort.NONE);
    }
}
