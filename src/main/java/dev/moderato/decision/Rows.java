package dev.moderato.decision;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decisions as rows, and back. */
@Singleton
class Rows {

    private static final TypeReference<List<Finding>> FINDINGS = new TypeReference<>() { };
    private static final TypeReference<List<AssessmentRecord>> ASSESSMENTS = new TypeReference<>() { };
    private static final TypeReference<List<ShadowRuling>> SHADOWS = new TypeReference<>() { };

    private final ObjectMapper json;

    Rows(ObjectMapper json) {
        this.json = json;
    }

    DecisionRow row(Decision decision) {
        var row = new DecisionRow();
        row.tenant = decision.tenant();
        row.id = decision.id();
        row.outcome = decision.outcome().toString();
        row.hazards = decision.hazards().stream().map(Enum::name).toArray(String[]::new);
        row.policies = decision.findings().stream().map(Finding::policy).distinct().toArray(String[]::new);
        row.rationale = decision.rationale();
        row.findings = write(decision.findings());
        row.assessments = write(decision.assessments());
        row.shadows = decision.shadows().isEmpty() ? null : write(decision.shadows());
        row.degraded = decision.degraded();
        row.direction = decision.direction().toString();
        row.profile = decision.profile();
        row.revision = decision.revision();
        row.digest = decision.digest().orElse(null);
        row.context = decision.context().map(this::write).orElse(null);
        row.subject = decision.context().map(context -> context.path("subject").textValue()).orElse(null);
        row.reusedFrom = decision.reusedFrom().orElse(null);
        row.guardSet = decision.guardSet();
        row.decidedAt = decision.decidedAt();
        return row;
    }

    ContentRow row(Decision decision, JsonNode content) {
        var row = new ContentRow();
        row.tenant = decision.tenant();
        row.id = decision.id();
        row.content = write(content);
        return row;
    }

    Decision decision(DecisionRow row) {
        return new Decision(row.tenant, row.id, Outcome.valueOf(row.outcome.toUpperCase(Locale.ROOT)),
            Arrays.stream(row.hazards).map(Hazard::valueOf).toList(), row.rationale, read(row.findings, FINDINGS),
            read(row.assessments, ASSESSMENTS),
            row.shadows == null ? List.of() : read(row.shadows, SHADOWS), row.degraded,
            Direction.valueOf(row.direction.toUpperCase(Locale.ROOT)), row.profile, row.revision,
            Optional.ofNullable(row.digest), Optional.ofNullable(row.context).map(this::tree),
            Optional.ofNullable(row.reusedFrom), row.guardSet, row.decidedAt);
    }

    JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds what is not JSON", e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a decision can't be written as JSON", e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger holds what this version can't read", e);
        }
    }
}
