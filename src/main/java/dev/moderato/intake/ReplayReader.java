package dev.moderato.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moderato.decision.Span;
import dev.moderato.decision.replay.ReplayPlan;
import dev.moderato.decision.replay.ReplayPlan.Candidate;
import dev.moderato.intake.ReplayBody.PolicyBody;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.policy.BrokenPolicyException;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.PolicyBooks;
import dev.moderato.policy.PolicyFolder;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Reads from JSON what is to be replayed, and checks it whole. */
@ApplicationScoped
class ReplayReader {

    private static final int MOST_TEXT = 100_000;
    private static final int MOST_SAMPLE = 100_000;

    private final PolicyBooks books;

    ReplayReader(PolicyBooks books) {
        this.books = books;
    }

    /** @throws RefusedException that names the field to change */
    ReplayPlan read(JsonNode json, String tenant) {
        var body = Fields.of("", json, ReplayBody.class);
        var book = book(body);
        return new ReplayPlan(span(body, tenant, book.profile()), book,
            body.get("policy").map(policy -> candidate(Fields.of("policy", policy, PolicyBody.class))),
            body.number("sample", 1, MOST_SAMPLE));
    }

    private PolicyBook book(Fields body) {
        return books.profile(body.text("profile").orElse("default"))
            .orElseThrow(() -> RefusedException.field("profile", "is not one of the profiles"));
    }

    /** What is decided on from now on is no part of it. */
    private static Span span(Fields body, String tenant, String profile) {
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var since = Fields.moment("since", body.requiredText("since"));
        var until = body.text("until").map(text -> Fields.moment("until", text)).filter(now::isAfter).orElse(now);
        if (!since.isBefore(until)) {
            throw RefusedException.field("since", "must be before 'until', and before now");
        }
        return new Span(tenant, profile, since, until);
    }

    private static Candidate candidate(Fields policy) {
        var id = policy.requiredText("id");
        if (!id.matches("[a-z0-9-]{1,200}(\\.next)?")) {
            throw RefusedException.field(policy.at("id"), "must be a policy's file name without .md: small letters,"
                + " digits and hyphens");
        }
        var text = policy.requiredText("text");
        if (text.length() > MOST_TEXT) {
            throw RefusedException.field(policy.at("text"), "may have at most " + MOST_TEXT + " characters, has "
                + text.length());
        }
        try {
            return new Candidate(
                PolicyFolder.policy(Path.of(id + ".md"), text.getBytes(StandardCharsets.UTF_8)), text);
        } catch (BrokenPolicyException e) {
            throw RefusedException.field(policy.at("text"), e.getMessage());
        }
    }
}
