package dev.moderato.intake.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.moderato.decision.LedgerAwayException;
import dev.moderato.decision.OtherContentException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.logging.Logger;

/**
 * What went wrong, in the form of RFC 9457: the caller's mistakes are explained, ours are a plain 500 and a log line.
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@Schema(description = "RFC 9457 problem details")
public record Problem(
    @Schema(examples = "about:blank") String type,
    @Schema(examples = "Bad Request") String title,
    @Schema(examples = "400") int status,
    @Schema(examples = "must be at most 200 characters, has 201") String detail,
    @Schema(implementation = String.class, type = SchemaType.STRING,
        description = "the field, parameter or header to change", examples = "id") Optional<String> field,
    @Schema(implementation = Long.class, type = SchemaType.INTEGER,
        description = "when to come back, in seconds; also the header `Retry-After`", examples = "2")
    Optional<Long> retryAfter) {

    /** The media type of problems. */
    public static final String TYPE = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(Problem.class);

    public static Problem of(int status, String detail) {
        return of(status, detail, Optional.empty(), Optional.empty());
    }

    private static Problem of(int status, String detail, Optional<String> field, Optional<Long> retryAfter) {
        var title = Optional.ofNullable(Response.Status.fromStatusCode(status))
            .map(Response.Status::getReasonPhrase).orElse("");
        return new Problem("about:blank", title, status, detail, field, retryAfter);
    }

    /**
     * What a failure is to the caller. Logs those that are ours.
     *
     * @param request its id, which the answer has as {@code x-request-id}
     */
    static Problem of(Throwable failure, String request) {
        if (failure instanceof RefusedException refused) {
            return of(refused.status(), refused.getMessage(), refused.field(), Optional.empty());
        }
        if (failure instanceof BusyException busy) {
            return of(busy.status(), busy.getMessage(), Optional.empty(), Optional.of(busy.seconds()));
        }
        if (failure instanceof OtherContentException other) {
            return of(409, other.getMessage(), Optional.of("id"), Optional.empty());
        }
        if (failure instanceof LedgerAwayException away) {
            LOG.warnf("the ledger is away: %s", away.getMessage());
            LOG.debug("the ledger is away", away);
            return of(503, "The decision can't be kept just now, so none was made. Send the same again later.",
                Optional.empty(), Optional.of(2L));
        }
        if (failure instanceof OIDCException) {
            LOG.warn("the OpenID provider is away");
            LOG.debug("the OpenID provider is away", failure);
            return of(503, "Tokens can't be checked just now. Send the same again later.", Optional.empty(),
                Optional.of(5L));
        }
        if (failure instanceof UnauthorizedException || failure instanceof AuthenticationException) {
            return of(401, "Send a key or token that is known here, as Authorization: Bearer ….");
        }
        if (failure instanceof ForbiddenException) {
            return of(403, "This key or token has no role, or no tenant, that allows this.");
        }
        if (failure instanceof WebApplicationException http && http.getResponse().getStatus() < 500) {
            return of(http.getResponse().getStatus());
        }
        LOG.errorf(failure, "request=%s failed by our own fault", request);
        return of(500, "That is our fault. It is in our log.");
    }

    private static Problem of(int status) {
        return of(status, switch (status) {
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path doesn't take this method.";
            case 406 -> "Answers here are application/json.";
            case 415 -> "Send the body as application/json.";
            default -> "The request can't be read.";
        });
    }
}
