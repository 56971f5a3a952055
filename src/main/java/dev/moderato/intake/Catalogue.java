package dev.moderato.intake;

import org.eclipse.microprofile.openapi.annotations.media.Content;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.intake.problem.Problem;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.PolicyBooks;
import dev.moderato.policy.Thresholds;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** What content is judged by: the hazards and the policies in force. */
@Path("/v1")
@Tag(name = "Policies")
@Produces(MediaType.APPLICATION_JSON)
public class Catalogue {

    private final PolicyBooks books;

    Catalogue(PolicyBooks books) {
        this.books = books;
    }

    /** A hazard, and from which score a profile has something follow. */
    @Schema(name = "HazardInForce")
    record HazardView(Hazard code, String title, String scope, Thresholds thresholds) {
    }

    /** A policy in force. Its text and examples are there when it is read alone. */
    @Schema(name = "Policy")
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record PolicyView(String id, String title, String profile, String revision, String consult,
                      Optional<String> standsInFor, String mode, String effort, List<Direction> directions,
                      Outcome onUnavailable, List<Policy.Category> categories, Optional<String> text,
                      Optional<List<Policy.Example>> examples) {

        static PolicyView of(PolicyBook book, Policy policy, boolean whole) {
            return new PolicyView(policy.id(), policy.title(), book.profile(), policy.revision(),
                policy.consult().name().toLowerCase(Locale.ROOT).replace('_', '-'), policy.standsInFor(),
                policy.mode().name().toLowerCase(Locale.ROOT), policy.effort().toString(),
                policy.directions().stream().sorted().toList(), policy.onUnavailable(), policy.categories(),
                whole ? Optional.of(policy.text()) : Optional.empty(),
                whole ? Optional.of(policy.examples()) : Optional.empty());
        }
    }

    @GET
    @RolesAllowed({Roles.SUBMITTER, Roles.REVIEWER, Roles.AUDITOR, Roles.ADMIN})
    @Path("hazards")
    @Operation(operationId = "hazards", summary = "The fourteen hazards, with a profile's thresholds")
    @APIResponse(responseCode = "200", description = "S1 to S14")
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public List<HazardView> hazards(@RestQuery @DefaultValue("default") String profile) {
        var book = book(profile);
        return Arrays.stream(Hazard.values()).map(hazard ->
            new HazardView(hazard, hazard.title(), hazard.scope(), book.hazards().get(hazard))).toList();
    }

    @GET
    @RolesAllowed({Roles.SUBMITTER, Roles.REVIEWER, Roles.AUDITOR, Roles.ADMIN})
    @Path("policies")
    @Operation(operationId = "policies", summary = "A profile's policies")
    @APIResponse(responseCode = "200", description = "the policies in force, without their texts")
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public List<PolicyView> policies(@RestQuery @DefaultValue("default") String profile) {
        var book = book(profile);
        return book.policies().stream().map(policy -> PolicyView.of(book, policy, false)).toList();
    }

    @GET
    @RolesAllowed({Roles.SUBMITTER, Roles.REVIEWER, Roles.AUDITOR, Roles.ADMIN})
    @Path("policies/{id}")
    @Operation(operationId = "policy", summary = "One policy with its text and examples")
    @APIResponse(responseCode = "200", description = "the policy in force")
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "there is none", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public PolicyView policy(@RestPath String id, @RestQuery @DefaultValue("default") String profile) {
        var book = book(profile);
        return book.policy(id).map(policy -> PolicyView.of(book, policy, true))
            .orElseThrow(() -> RefusedException.notFound("There is no policy of this id in the profile."));
    }

    private PolicyBook book(String profile) {
        return books.profile(profile)
            .orElseThrow(() -> RefusedException.field("profile", "is not one of the profiles"));
    }
}
