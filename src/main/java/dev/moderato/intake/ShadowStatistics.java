package dev.moderato.intake;

import dev.moderato.decision.Shadows;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.problem.Problem;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.policy.PolicyBooks;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** How often a policy in shadow would have changed the outcome, and with what. */
@Path("/v1/policies/{id}/shadow")
@Tag(name = "Policies")
@Produces(MediaType.APPLICATION_JSON)
public class ShadowStatistics {

    private static final Duration SPAN = Duration.ofDays(7);

    private final Shadows shadows;
    private final PolicyBooks books;

    ShadowStatistics(Shadows shadows, PolicyBooks books) {
        this.shadows = shadows;
        this.books = books;
    }

    /** The tenant's decisions of a span, as a policy in shadow would have had them. */
    @Schema(name = "ShadowStatistics")
    record View(String policy, String profile, Instant since, Instant until,
                @Schema(description = "one for each revision that ran in shadow") List<Shadows.Report> revisions) {
    }

    @GET
    @Blocking
    @RolesAllowed({Roles.SUBMITTER, Roles.REVIEWER, Roles.AUDITOR, Roles.ADMIN})
    @Operation(operationId = "shadow", summary = "What a policy in shadow would have changed")
    @APIResponse(responseCode = "200", description = "by revision; none where it wasn't asked in the span",
        content = @Content(schema = @Schema(implementation = View.class)))
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "there is no such policy, and none ran in shadow in the span",
        content = @Content(mediaType = Problem.TYPE, schema = @Schema(implementation = Problem.class)))
    public View shadow(@RestPath String id, @RestQuery @DefaultValue("default") String profile,
        @Parameter(description = "from this moment on, RFC 3339; seven days before `until` where not given",
            example = "2026-11-24T00:00:00Z") @RestQuery Optional<String> since,
        @Parameter(description = "before this moment, RFC 3339; now where not given") @RestQuery Optional<String> until,
        @Context RoutingContext call) {
        var end = until.map(text -> Fields.moment("until", text)).orElseGet(Instant::now);
        var begin = since.map(text -> Fields.moment("since", text)).orElseGet(() -> end.minus(SPAN));
        var reports = shadows.reports(Caller.of(call).tenant(), Fields.clean("profile", profile),
            Fields.clean("id", id), begin, end);
        if (reports.isEmpty() && books.profile(profile).flatMap(book -> book.policy(id)).isEmpty()) {
            throw RefusedException.notFound("There is no policy of this id in the profile.");
        }
        return new View(id, profile, begin, end, reports);
    }
}
