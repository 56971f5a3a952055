package dev.moderato.intake;

import dev.moderato.decision.replay.Replay;
import dev.moderato.decision.replay.Replays;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.problem.Problem;
import dev.moderato.intake.problem.RefusedException;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** Kept decisions judged again: a replay is begun, looked at, and cancelled here. */
@Path("/v1/replays")
@Tag(name = "Replays")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
public class ReplayJobs {

    private final ReplayReader reader;
    private final Replays replays;

    ReplayJobs(ReplayReader reader, Replays replays) {
        this.reader = reader;
        this.replays = replays;
    }

    /** Some replays, newest first. */
    record ReplayList(List<Replay> replays) {
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "replay", summary = "Judge kept decisions again under a changed policy or changed models",
        description = "No kept decision is changed, and none is added.")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
        schema = @Schema(implementation = ReplayBody.class)))
    @APIResponse(responseCode = "202", description = "begun",
        content = @Content(schema = @Schema(implementation = Replay.class)),
        headers = @Header(name = "Location", description = "where its progress and report can be read",
            schema = @Schema(implementation = String.class)))
    @APIResponse(responseCode = "409", description = "one of yours is running",
        content = @Content(mediaType = Problem.TYPE, schema = @Schema(implementation = Problem.class)))
    public Uni<RestResponse<Replay>> replay(byte[] body, @Context RoutingContext call) {
        return JsonBody.read(body).emitOn(Infrastructure.getDefaultWorkerPool())
            .map(json -> replays.start(reader.read(json, Caller.of(call).tenant())).orElseThrow(() ->
                RefusedException.body("A replay of yours is running. Wait for it, or cancel it.").as(409)))
            .map(begun -> RestResponse.ResponseBuilder.<Replay>create(202).entity(begun.inShort())
                .header(HttpHeaders.LOCATION, "/v1/replays/" + begun.id()).build());
    }

    @GET
    @Blocking
    @Operation(operationId = "replays", summary = "Replays, newest first, without their reports")
    @APIResponse(responseCode = "200", description = "the newest",
        content = @Content(schema = @Schema(implementation = ReplayList.class)))
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public ReplayList replays(
        @Parameter(description = "at most so many, 1 to 500; 50 where not given") @RestQuery Optional<String> limit,
        @Context RoutingContext call) {
        return new ReplayList(replays.newest(Caller.of(call).tenant(), limit.map(Decisions::limit).orElse(50)).stream()
            .map(Replay::inShort).toList());
    }

    @GET
    @Path("{id}")
    @Blocking
    @Operation(operationId = "replayById", summary = "How far a replay is, and what it found so far")
    @APIResponse(responseCode = "200", description = "the replay",
        content = @Content(schema = @Schema(implementation = Replay.class)))
    @APIResponse(responseCode = "404", description = "there is none", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public Replay replay(@RestPath String id, @Context RoutingContext call) {
        return id(id).flatMap(known -> replays.find(Caller.of(call).tenant(), known))
            .orElseThrow(ReplayJobs::notFound);
    }

    @DELETE
    @Path("{id}")
    @Blocking
    @Operation(operationId = "cancelReplay", summary = "Cancel a replay; one that has ended stays as it is")
    @APIResponse(responseCode = "200", description = "the replay, with what it found so far",
        content = @Content(schema = @Schema(implementation = Replay.class)))
    @APIResponse(responseCode = "404", description = "there is none", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public Replay cancel(@RestPath String id, @Context RoutingContext call) {
        return id(id).flatMap(known -> replays.cancel(Caller.of(call).tenant(), known))
            .orElseThrow(ReplayJobs::notFound);
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RefusedException notFound() {
        return RefusedException.notFound("There is no replay of this id.");
    }
}
