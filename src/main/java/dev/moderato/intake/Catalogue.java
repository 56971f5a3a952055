package dev.moderato.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.moderato.decision.PostgresBooks;
import dev.moderato.intake.access.Roles;
import dev.moderato.intake.problem.Problem;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.PolicyBooks;
import dev.moderato.policy.Thresholds;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
    private final PostgresBooks archive;

    Catalogue(PolicyBooks books, PostgresBooks archive) {
        this.books = books;
        this.archive = archive;
    }

    /** A hazard, and from which score a profile has something follow. */
    @Schema(name = "HazardInForce")
    record HazardView(Hazard code, String title, String scope, Thresholds thresholds) {
    }

    /** A policy in force. Its text and examples are there when it is read alone. */
    @Schema(name = "Policy")
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record PolicyView(String id, String title, String profile, String revision, String consult,
                      Optional<String> standsInFor, String mode,
                      @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                      @Schema(description = "true for one that runs in shadow beside the one it is to follow")
                      boolean next,
                      String effort, List<Direction> directions, Outcome onUnavailable,
                      List<Policy.Category> categories, Optional<String> text,
                      Optional<List<Policy.Example>> examples) {

        static PolicyView of(PolicyBook book, Policy policy, boolean whole) {
            return new PolicyView(policy.id(), policy.title(), book.profile(), policy.revision(),
                policy.consult().name().toLowerCase(Locale.ROOT).replace('_', '-'), policy.standsInFor(),
                policy.enforced() ? "enforce" : "shadow", policy.next(), policy.effort().toString(),
                policy.directions().stream().sorted().toList(), policy.onUnavailable(), policy.categories(),
                whole ? Optional.of(policy.text()) : Optional.empty(),
                whole ? Optional.of(policy.examples()) : Optional.empty());
        }
    }

    /** A file that was in force, as it was. */
    @Schema(name = "PolicySource")
    record SourceView(String id, String profile, String revision,
                      @Schema(description = "the whole file, byte for byte") String source) {
    }

    /** A revision that is or was in force. */
    @Schema(name = "PolicyRevision")
    record RevisionView(String revision,
                        @Schema(description = "when it first came into force, or began to run in shadow") Instant since,
                        @Schema(description = "whether it is what the service has now") boolean active,
                        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
                        @Schema(description = "true when it ran in shadow beside the one it was to follow")
                        boolean next) {
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
    @Blocking
    @Operation(operationId = "policy", summary = "One policy with its text and examples, or a former revision's file")
    @APIResponse(responseCode = "200", description = "the policy in force; with `revision` the file of that revision",
        content = @Content(schema = @Schema(oneOf = {PolicyView.class, SourceView.class})))
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "there is none", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public Record policy(
        @Parameter(description = "of a policy; with `revision` also `hazards`, for the hazard table") @RestPath String id,
        @RestQuery @DefaultValue("default") String profile,
        @Parameter(description = "as a finding has it; in force now or ever") @RestQuery Optional<String> revision) {
        if (revision.isPresent()) {
            var wanted = Fields.clean("revision", revision.get());
            return archive.text(Fields.clean("profile", profile), Fields.clean("id", id), wanted)
                .map(source -> new SourceView(id, profile, wanted, source))
                .orElseThrow(() -> RefusedException.notFound("This revision was never in force in the profile."));
        }
        var book = book(profile);
        return book.policy(id).map(policy -> PolicyView.of(book, policy, true))
            .orElseThrow(() -> RefusedException.notFound("There is no policy of this id in the profile."));
    }

    @GET
    @RolesAllowed({Roles.SUBMITTER, Roles.REVIEWER, Roles.AUDITOR, Roles.ADMIN})
    @Path("policies/{id}/revisions")
    @Blocking
    @Operation(operationId = "policyRevisions", summary = "Every revision of a policy that was in force, latest first")
    @APIResponse(responseCode = "200", description = "read one with `/v1/policies/{id}?revision=`")
    @APIResponse(responseCode = "400", description = "what to change", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "404", description = "there was none", content = @Content(mediaType = Problem.TYPE,
        schema = @Schema(implementation = Problem.class)))
    public List<RevisionView> revisions(
        @Parameter(description = "of a policy; or `hazards`, for the hazard table") @RestPath String id,
        @RestQuery @DefaultValue("default") String profile) {
        var now = books.profile(profile).stream().flatMap(book -> book.sources().stream()).toList();
        var found = Stream.of(id, id + ".next").flatMap(file -> archive
                .revisions(Fields.clean("profile", profile), Fields.clean("id", file)).stream()
                .map(kept -> new RevisionView(kept.revision(), kept.since(), now.stream().anyMatch(source ->
                    source.id().equals(file) && source.revision().equals(kept.revision())), !file.equals(id))))
            .sorted(Comparator.comparing(RevisionView::since).reversed()).toList();
        if (found.isEmpty()) {
            throw RefusedException.notFound("No policy of this id was ever in force in the profile.");
        }
        return found;
    }

    private PolicyBook book(String profile) {
        return books.profile(profile)
            .orElseThrow(() -> RefusedException.field("profile", "is not one of the profiles"));
    }
}
