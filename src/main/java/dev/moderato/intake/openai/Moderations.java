package dev.moderato.intake.openai;

import dev.moderato.decision.Kept;
import dev.moderato.intake.JsonBody;
import dev.moderato.intake.Reception;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.openai.ModerationRequest.Input;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.PolicyBooks;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** OpenAI's moderation endpoint, for clients that speak it already. */
@Path("/v1/moderations")
@Tag(name = "Other programs' dialects")
@Produces(MediaType.APPLICATION_JSON)
public class Moderations {

    private final Reception reception;
    private final PolicyBooks books;

    Moderations(Reception reception, PolicyBooks books) {
        this.reception = reception;
        this.books = books;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.SUBMITTER, Roles.ADMIN})
    @Operation(operationId = "moderate", summary = "OpenAI's moderations: each input's decision is kept")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
        schema = @Schema(implementation = ModerationBody.class)))
    @APIResponse(responseCode = "200", description = "a result for each input, in their order",
        content = @Content(schema = @Schema(implementation = Moderation.class)))
    public Uni<Moderation> moderate(byte[] body, @Context RoutingContext call) {
        return JsonBody.read(body).map(ModerationRequest::of).chain(request -> moderate(request, Caller.of(call)));
    }

    private Uni<Moderation> moderate(ModerationRequest request, Caller caller) {
        var id = "modr-" + UUID.randomUUID();
        var profile = request.model().flatMap(books::profile).map(PolicyBook::profile).orElse("default");
        var inputs = request.inputs();
        var submissions = new ArrayList<Reception.Translated>();
        for (var input : inputs) {
            submissions.add(new Reception.Translated(
                input.submission(inputs.size() == 1 ? id : id + "-" + submissions.size(), profile), input::named));
        }
        return reception.decideAll(caller, submissions)
            .map(kept -> new Moderation(id, "moderato/" + profile, results(inputs, kept)));
    }

    private static List<Moderation.Result> results(List<Input> inputs, List<Kept> kept) {
        var results = new ArrayList<Moderation.Result>();
        for (var input : inputs) {
            results.add(Moderation.result(kept.get(results.size()).decision(), input.hasText(), input.hasImages()));
        }
        return results;
    }
}
