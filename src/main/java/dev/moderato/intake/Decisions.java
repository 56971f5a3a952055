package dev.moderato.intake;

import dev.moderato.intake.bulk.BulkLine;
import dev.moderato.intake.problem.Problem;
import com.fasterxml.jackson.databind.JsonNode;
import dev.moderato.decision.Cursor;
import dev.moderato.decision.Decision;
import dev.moderato.decision.DecisionQuery;
import dev.moderato.decision.Kept;
import dev.moderato.decision.Ledger;
import dev.moderato.decision.Page;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The REST door: submissions in, decisions out, and the decisions that were kept. */
@Path("/v1/decisions")
@Tag(name = "Decisions")
@Produces(MediaType.APPLICATION_JSON)
public class Decisions {

    private static final int MOST = 500;

    private final Reception reception;
    private final Ledger ledger;

    Decisions(Reception reception, Ledger ledger) {
        this.reception = reception;
        this.ledger = ledger;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "decide", summary = "Have content judged, and the decision kept")
    @RolesAllowed({Roles.SUBMITTER, Roles.ADMIN})
    @RequestBody(required = true, content = {
        @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = SubmissionBody.class),
            examples = {@ExampleObject(name = "a post", value = Examples.POST),
                @ExampleObject(name = "a model's reply", value = Examples.REPLY)}),
        @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = String.class,
            description = "a submission a line; each is answered by a `BulkLine` in a stream with status 200"))})
    @APIResponse(responseCode = "201", description = "decided and kept",
        content = @Content(schema = @Schema(implementation = Decision.class),
            examples = @ExampleObject(name = "a threat", value = Examples.DECISION)),
        headers = @Header(name = "Location", description = "where the decision can be read again",
            schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "200",
        description = "this id was decided before, on the same content (as far as its digest is kept): the decision that stands. Of a stream: lines",
        content = {@Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Decision.class)),
            @Content(mediaType = "application/x-ndjson", schema = @Schema(implementation = BulkLine.class))})
    @APIResponse(responseCode = "409", description = "this id has a decision on other content",
        content = @Content(mediaType = Problem.TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<RestResponse<Decision>> decide(byte[] body, @Context RoutingContext call) {
        return reception.decide(Caller.of(call), body).map(Decisions::answer);
    }

    @GET
    @Path("{id}")
    @Blocking
    @RolesAllowed({Roles.SUBMITTER, Roles.REVIEWER, Roles.AUDITOR, Roles.ADMIN})
    @Operation(operationId = "decision", summary = "One decision, for auditors with what the models thought on the way")
    @APIResponse(responseCode = "200", description = "the decision",
        content = @Content(schema = @Schema(implementation = Decision.class)))
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "there is none", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public Decision decision(@RestPath String id, @Context RoutingContext call) {
        var caller = Caller.of(call);
        return ledger.find(caller.tenant(), Fields.clean("id", id))
            .map(decision -> caller.maySeeReasoning() ? decision : decision.withoutReasoning())
            .orElseThrow(() -> RefusedException.notFound("There is no decision of this id."));
    }

    @GET
    @Path("{id}/content")
    @Blocking
    @RolesAllowed({Roles.REVIEWER, Roles.AUDITOR, Roles.ADMIN})
    @Operation(operationId = "content", summary = "The content that a decision was made on")
    @APIResponse(responseCode = "200", description = "the submission's `content` and `conversation`",
        content = @Content(schema = @Schema(implementation = SubmissionBody.class)))
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "there is none", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public JsonNode content(@RestPath String id, @Context RoutingContext call) {
        return ledger.content(Caller.of(call).tenant(), Fields.clean("id", id)).orElseThrow(
            () -> RefusedException.notFound("There is no content of this id: it was never kept, or it was purged."));
    }

    @GET
    @Blocking
    @RolesAllowed({Roles.SUBMITTER, Roles.REVIEWER, Roles.AUDITOR, Roles.ADMIN})
    @Operation(operationId = "decisions", summary = "Decisions, newest first")
    @APIResponse(responseCode = "200", description = "a page of decisions",
        content = @Content(schema = @Schema(implementation = Page.class)))
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public Page decisions(
        @Parameter(schema = @Schema(implementation = Outcome.class)) @RestQuery Optional<String> outcome,
        @Parameter(schema = @Schema(implementation = Hazard.class)) @RestQuery Optional<String> hazard,
        @Parameter(description = "of a finding: `hazards` or a policy's id") @RestQuery Optional<String> policy,
        @Parameter(description = "from this moment on, RFC 3339", example = "2026-11-24T00:00:00Z")
        @RestQuery Optional<String> since,
        @Parameter(description = "before this moment, RFC 3339") @RestQuery Optional<String> until,
        @Parameter(description = "`subject` of the context") @RestQuery Optional<String> subject,
        @Parameter(description = "at most so many, 1 to 500; 50 where not given") @RestQuery Optional<String> limit,
        @Parameter(description = "`next` of the page before") @RestQuery Optional<String> cursor,
        @Context RoutingContext call) {
        var page = ledger.list(new DecisionQuery(Caller.of(call).tenant(),
            outcome.map(text -> Fields.choice("outcome", text, Outcome.class)),
            hazard.map(text -> Fields.choice("hazard", text, Hazard.class)),
            policy.map(text -> Fields.clean("policy", text)),
            since.map(text -> Fields.moment("since", text)),
            until.map(text -> Fields.moment("until", text)),
            subject.map(text -> Fields.clean("subject", text)),
            limit.map(Decisions::limit).orElse(50),
            cursor.map(text -> Fields.parsed("cursor", text, Cursor::parse))));
        return new Page(page.decisions().stream().map(Decision::withoutReasoning).toList(), page.next());
    }

    private static RestResponse<Decision> answer(Kept kept) {
        var decision = kept.decision().withoutReasoning();
        return RestResponse.ResponseBuilder.<Decision>create(kept.fresh() ? 201 : 200).entity(decision)
            .header(HttpHeaders.LOCATION, "/v1/decisions/"
                + URLEncoder.encode(decision.id(), StandardCharsets.UTF_8).replace("+", "%20")).build();
    }

    /** How many of a list a caller wants. */
    static int limit(String text) {
        var limit = Fields.parsed("limit", text, Integer::valueOf);
        if (limit < 1 || limit > MOST) {
            throw RefusedException.field("limit", "must be from 1 to " + MOST);
        }
        return limit;
    }
}
