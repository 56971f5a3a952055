package dev.moderato.intake.problem;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Where errors of the REST endpoints become answers. */
class Problems {

    private final Answers answers;

    Problems(Answers answers) {
        this.answers = answers;
    }

    @ServerExceptionMapper({WebApplicationException.class, UnauthorizedException.class, ForbiddenException.class,
        AuthenticationFailedException.class, Throwable.class})
    Response answer(Throwable failure, UriInfo uri, RoutingContext call) {
        var answer = answers.response(uri.getPath(), answers.problem(failure, Answers.requestId(call)));
        var allow = failure instanceof WebApplicationException http
            ? http.getResponse().getHeaderString(HttpHeaders.ALLOW) : null;
        return (allow == null ? answer : answer.header(HttpHeaders.ALLOW, allow)).build();
    }
}
