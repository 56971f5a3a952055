package dev.moderato.intake;

import dev.moderato.decision.Cursor;
import dev.moderato.decision.Purge;
import dev.moderato.decision.Purges;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** What is no longer kept, and the proofs of it. */
@Path("/v1/purges")
@Tag(name = "Decisions")
@Produces(MediaType.APPLICATION_JSON)
public class PurgeList {

    private final Purges purges;

    PurgeList(Purges purges) {
        this.purges = purges;
    }

    @GET
    @Blocking
    @RolesAllowed({Roles.AUDITOR, Roles.ADMIN})
    @Operation(operationId = "purges", summary = "What was purged, latest first, with a proof of each")
    @APIResponse(responseCode = "200", description = "a page of purges",
        content = @Content(schema = @Schema(implementation = Purge.Page.class)))
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public Purge.Page purges(
        @Parameter(description = "at most so many, 1 to 500; 50 where not given") @RestQuery Optional<String> limit,
        @Parameter(description = "`next` of the page before") @RestQuery Optional<String> cursor,
        @Context RoutingContext call) {
        return purges.list(Caller.of(call).tenant(), limit.map(Decisions::limit).orElse(50),
            cursor.map(text -> Fields.parsed("cursor", text, Cursor::ofNumber)));
    }
}
