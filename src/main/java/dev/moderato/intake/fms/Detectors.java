package dev.moderato.intake.fms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moderato.intake.JsonBody;
import dev.moderato.intake.Reception;
import dev.moderato.intake.Reception.Translated;
import dev.moderato.intake.SubmissionBody.TurnBody;
import dev.moderato.intake.Translation;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.PolicyBooks;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;

/** The detector API of the FMS guardrails orchestrator, which TrustyAI and OpenShift AI bring. */
@Path("/")
@Tag(name = "Other programs' dialects")
@Produces(MediaType.APPLICATION_JSON)
public class Detectors {

    private static final int MOST = 1_000;
    private static final int UNPROCESSABLE = 422;

    private final Reception reception;
    private final PolicyBooks books;

    Detectors(Reception reception, PolicyBooks books) {
        this.reception = reception;
        this.books = books;
    }

    /** The API's description of a request on texts. */
    @Schema(name = "ContentsRequest", requiredProperties = "contents")
    record ContentsBody(List<String> contents, Map<String, Object> detector_params) {
    }

    /** The API's description of a request on a conversation. */
    @Schema(name = "ChatRequest", requiredProperties = "messages")
    record ChatBody(List<TurnBody> messages, Map<String, Object> detector_params) {
    }

    @POST
    @Path("api/v1/text/contents")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.SUBMITTER, Roles.ADMIN})
    @Operation(operationId = "detectInContents", summary = "What is detected in each text")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
        schema = @Schema(implementation = ContentsBody.class)))
    @APIResponse(responseCode = "200", description = "for each text, in their order, what was detected")
    @APIResponse(responseCode = "404", description = "there is no such profile",
        content = @Content(schema = @Schema(implementation = FmsErrors.Error.class)))
    @APIResponse(responseCode = "422", description = "what to change",
        content = @Content(schema = @Schema(implementation = FmsErrors.Error.class)))
    public Uni<List<List<Detection>>> contents(byte[] body, @RestHeader("detector-id") String detector,
                                               @Context RoutingContext call) {
        return JsonBody.read(body).map(Translation::object)
            .chain(request -> contents(request, detector, Caller.of(call)))
            .onFailure(RefusedException.class).transform(Detectors::unprocessable);
    }

    private Uni<List<List<Detection>>> contents(ObjectNode request, String detector, Caller caller) {
        var profile = profile(request, detector);
        var contents = Translation.list(request, "contents", MOST);
        var submissions = new ArrayList<Translated>();
        for (var content : contents) {
            var path = "contents[" + submissions.size() + "]";
            if (!content.isTextual()) {
                throw RefusedException.field(path, "must be a text");
            }
            submissions.add(new Translated(Translation.submission(content).put("profile", profile),
                refused -> refused.renamed("content", path)));
        }
        return reception.decideAll(caller, submissions).map(kept -> {
            var detections = new ArrayList<List<Detection>>();
            for (var content : contents) {
                detections.add(Detection.in(content.textValue(), kept.get(detections.size()).decision()));
            }
            return detections;
        });
    }

    @POST
    @Path("api/v1/text/chat")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Roles.SUBMITTER, Roles.ADMIN})
    @Operation(operationId = "detectInChat", summary = "What is detected in the last message of a conversation")
    @RequestBody(required = true, content = @Content(mediaType = MediaType.APPLICATION_JSON,
        schema = @Schema(implementation = ChatBody.class)))
    @APIResponse(responseCode = "200", description = "what was detected")
    @APIResponse(responseCode = "404", description = "there is no such profile",
        content = @Content(schema = @Schema(implementation = FmsErrors.Error.class)))
    @APIResponse(responseCode = "422", description = "what to change",
        content = @Content(schema = @Schema(implementation = FmsErrors.Error.class)))
    public Uni<List<Detection>> chat(byte[] body, @RestHeader("detector-id") String detector,
                                     @Context RoutingContext call) {
        return JsonBody.read(body).map(Translation::object).chain(request -> chat(request, detector, Caller.of(call)))
            .onFailure(RefusedException.class).transform(Detectors::unprocessable);
    }

    private Uni<List<Detection>> chat(ObjectNode request, String detector, Caller caller) {
        var messages = Translation.list(request, "messages", MOST);
        var last = messages.size() - 1;
        var path = "messages[" + last + "]";
        var submission = Translation.submission(Translation.content(messages.get(last).path("content")))
            .put("direction", isReply(messages.get(last)) ? "output" : "input")
            .put("profile", profile(request, detector));
        var earlier = submission.putArray("conversation");
        messages.subList(0, last).forEach(message -> earlier.addObject()
            .put("role", isReply(message) ? "assistant" : "user")
            .set("content", Translation.content(message.path("content"))));
        return reception.decideAll(caller, List.of(new Translated(submission,
                refused -> refused.renamed("content", path + ".content").renamed("conversation", "messages"))))
            .map(kept -> Detection.all(kept.get(0).decision()).stream().map(Detection::withoutPlace).toList());
    }

    @GET
    @Path("health")
    @PermitAll
    @Operation(operationId = "detectorHealth", summary = "Whether the process answers; readiness is /q/health/ready")
    @APIResponse(responseCode = "200", description = "it does")
    public Map<String, String> health() {
        return Map.of("status", "ok");
    }

    /** Whatever isn't a model's message was written to it: a system's and a tool's too. */
    private static boolean isReply(JsonNode message) {
        return message.path("role").asText().equals("assistant");
    }

    /** The one named in the parameters, the one that is called like the detector, or the default. */
    private String profile(ObjectNode request, String detector) {
        var wanted = Translation.text(request.path("detector_params"), "profile");
        if (wanted.isPresent()) {
            return books.profile(wanted.get()).map(PolicyBook::profile)
                .orElseThrow(() -> RefusedException.notFound("detector_params.profile is not one of the profiles."));
        }
        return detector == null ? "default" : books.profile(detector).map(PolicyBook::profile).orElse("default");
    }

    private static Throwable unprocessable(Throwable failure) {
        var refused = (RefusedException) failure;
        return refused.status() == 400 ? refused.as(UNPROCESSABLE) : refused;
    }
}
