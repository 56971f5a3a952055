package dev.moderato.intake;

import dev.moderato.decision.LedgerAwayException;
import dev.moderato.decision.OtherContentException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Where errors become answers: the caller's mistakes are explained, ours are a plain 500 and a log line. */
class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    @ServerExceptionMapper
    Response refused(RefusedException e) {
        return problem(e.status(), e.getMessage(), e.field()).build();
    }

    @ServerExceptionMapper
    Response otherContent(OtherContentException e) {
        return problem(409, e.getMessage(), Optional.of("id")).build();
    }

    @ServerExceptionMapper
    Response ledgerAway(LedgerAwayException e) {
        LOG.warnf("the ledger is away: %s", e.getMessage());
        LOG.debug("the ledger is away", e);
        return problem(503, "The decision can't be kept just now, so none was made. Send the same again later.",
            Optional.empty()).header(HttpHeaders.RETRY_AFTER, 2).build();
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        var status = e.getResponse().getStatus();
        if (status >= 500) {
            return ours(e);
        }
        var answer = problem(status, switch (status) {
            case 404 -> "There is nothing at this path.";
            case 405 -> "This path doesn't take this method.";
            case 406 -> "Answers here are application/json.";
            case 415 -> "Send the body as application/json.";
            default -> "The request can't be read.";
        }, Optional.empty());
        var allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
        return (allow == null ? answer : answer.header(HttpHeaders.ALLOW, allow)).build();
    }

    @ServerExceptionMapper
    Response ours(Throwable e) {
        LOG.error("a request failed by our own fault", e);
        return problem(500, "That is our fault. It is in our log.", Optional.empty()).build();
    }

    private static Response.ResponseBuilder problem(int status, String detail, Optional<String> field) {
        return Response.status(status).type(Problem.TYPE).entity(Problem.of(status, detail, field));
    }
}
