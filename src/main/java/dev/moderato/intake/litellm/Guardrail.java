package dev.moderato.intake.litellm;

import dev.moderato.intake.problem.Problem;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.moderato.decision.Decision;
import dev.moderato.intake.JsonBody;
import dev.moderato.intake.Reception;
import dev.moderato.intake.Translation;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.policy.Outcome;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * LiteLLM's generic guardrail. A request is one submission: its texts and images are judged together, since one action
 * is wanted on all.
 */
@Path("/beta/litellm_basic_guardrail_api")
@Tag(name = "Other programs' dialects")
@Produces(MediaType.APPLICATION_JSON)
public class Guardrail {

    private static final int MOST_TEXTS = 100;

    private final Reception reception;

    Guardrail(Reception reception) {
        this.reception = reception;
    }

    /** The API's description of the request. */
    @Schema(name = "GuardrailRequest")
    record GuardrailBody(
        List<String> texts,
        @Schema(description = "base64 or data URIs") List<String> images,
        @JsonProperty("request_data") @Schema(description = "`user_api_key_user_id` becomes the subject")
        Map<String, Object> requestData,
        @JsonProperty("input_type") @Schema(enumeration = {"request", "response"}, defaultValue = "request")
        String inputType,
        @JsonProperty("litellm_call_id") String callId,
        @JsonProperty("litellm_trace_id") String traceId,
        @JsonProperty("additional_provider_specific_params") Parameters parameters) {
    }

    /** What an operator can set in LiteLLM's configuration. */
    @Schema(name = "GuardrailParameters")
    record Parameters(
        @Schema(description = "the profile to decide under", defaultValue = "default") String profile,
        @JsonProperty("block_from") @Schema(enumeration = {"review", "block"}, defaultValue = "review",
            description = "the mildest outcome that LiteLLM is told to block") String blockFrom) {
    }

    /** What LiteLLM is told to do. */
    @Schema(name = "GuardrailAnswer")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
        @Schema(enumeration = {"BLOCKED", "NONE"}) String action,
        @JsonProperty("blocked_reason") @Schema(nullable = true) String blockedReason) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.SUBMITTER, Roles.ADMIN})
    @Operation(operationId = "guardrail", summary = "LiteLLM's generic guardrail")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
        schema = @Schema(implementation = GuardrailBody.class)))
    @APIResponse(responseCode = "200", description = "what to do",
        content = @Content(schema = @Schema(implementation = Answer.class)))
    public Uni<Answer> guard(byte[] body, @Context RoutingContext call) {
        return JsonBody.read(body).map(Translation::object).chain(request -> guard(request, Caller.of(call)));
    }

    private Uni<Answer> guard(ObjectNode request, Caller caller) {
        var parts = parts(request);
        var parameters = request.path("additional_provider_specific_params");
        var from = blockFrom(parameters);
        var direction = switch (Translation.text(request, "input_type").orElse("request")) {
            case "request" -> "input";
            case "response" -> "output";
            default -> throw RefusedException.field("input_type", "must be one of request, response");
        };
        if (parts.isEmpty()) {
            return Uni.createFrom().item(new Answer("NONE", null));
        }
        var submission = Translation.submission(Translation.parts(parts)).put("direction", direction)
            .put("profile", Translation.text(parameters, "profile").orElse("default"));
        submission.set("context", context(request));
        return reception.decideAll(caller, List.of(new Reception.Translated(submission,
                refused -> refused.renamed("profile", "additional_provider_specific_params.profile")
                    .renamed("content", "texts"))))
            .map(kept -> answer(kept.get(0).decision(), from));
    }

    /** Blank texts are left out: there are messages of tool calls alone. */
    private static List<JsonNode> parts(ObjectNode request) {
        var parts = new ArrayList<JsonNode>();
        for (var text : Translation.optionalList(request, "texts", MOST_TEXTS)) {
            if (!(text.isTextual() && text.textValue().isBlank())) {
                parts.add(Translation.textPart(text));
            }
        }
        for (var image : Translation.optionalList(request, "images", MOST_TEXTS)) {
            parts.add(Translation.imagePart(image.isTextual() ? TextNode.valueOf(uri(image.textValue())) : image));
        }
        return parts;
    }

    /** The reader tells by the bytes what image it is. */
    private static String uri(String image) {
        return image.startsWith("data:") || image.startsWith("http") ? image : "data:image/png;base64," + image;
    }

    private static ObjectNode context(ObjectNode request) {
        var context = JsonNodeFactory.instance.objectNode();
        subject(request.path("request_data")).ifPresent(subject -> context.put("subject", subject));
        Translation.text(request, "litellm_call_id").ifPresent(id -> context.put("litellm_call_id", id));
        Translation.text(request, "litellm_trace_id").ifPresent(id -> context.put("litellm_trace_id", id));
        return context;
    }

    private static Optional<String> subject(JsonNode requestData) {
        return Translation.text(requestData, "user_api_key_user_id");
    }

    private static Outcome blockFrom(JsonNode parameters) {
        return switch (Translation.text(parameters, "block_from").orElse("review")) {
            case "review" -> Outcome.REVIEW;
            case "block" -> Outcome.BLOCK;
            default -> throw RefusedException.field("additional_provider_specific_params.block_from",
                "must be one of review, block");
        };
    }

    /** The reason is shown to end users, so it has no model's words in it. */
    private static Answer answer(Decision decision, Outcome from) {
        if (decision.outcome().compareTo(from) < 0) {
            return new Answer("NONE", null);
        }
        var hazards = decision.hazards().stream().map(hazard -> hazard + " " + hazard.title())
            .collect(Collectors.joining(", "));
        return new Answer("BLOCKED", decision.outcome() + (hazards.isEmpty() ? "" : " for " + hazards)
            + (decision.degraded() ? ", not every guard having answered" : "") + " (decision " + decision.id() + ")");
    }
}
