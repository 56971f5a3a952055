package dev.moderato.intake.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.decision.Origin;
import io.quarkus.arc.All;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.MDC;

/** Tells a problem in the form that is spoken at the path: RFC 9457, or that of a dialect. */
@ApplicationScoped
public class Answers {

    private static final String REQUEST_ID = "x-request-id";

    private final ObjectMapper json;
    private final List<ErrorForm> forms;
    private final Refusals refusals;

    Answers(ObjectMapper json, @All List<ErrorForm> forms, Refusals refusals) {
        this.json = json;
        this.forms = forms;
        this.refusals = refusals;
    }

    /** What a failure is to the caller; counted. */
    public Problem problem(Throwable failure, String request) {
        var problem = Problem.of(failure, request);
        refusals.count(failure, problem.status());
        return problem;
    }

    Response.ResponseBuilder response(String path, Problem problem) {
        var form = form(path);
        var response = Response.status(problem.status()).type(type(form))
            .entity(form.map(spoken -> spoken.body(problem)).orElse(problem));
        headers(problem).forEach(response::header);
        return response;
    }

    /** By which a caller can tell us of a request; its log lines have it too. */
    public static void setRequestId(RoutingContext call) {
        var id = "req_" + UUID.randomUUID();
        call.response().putHeader(REQUEST_ID, id);
        MDC.put(Origin.REQUEST, id);
    }

    public static String requestId(RoutingContext call) {
        return call.response().headers().get(REQUEST_ID);
    }

    /** Answers a request that no endpoint has seen yet, and whose body stays unread. */
    public void send(RoutingContext call, Throwable failure) {
        send(call, problem(failure, requestId(call)));
    }

    /** Answers a request that no endpoint has seen yet, and whose body stays unread. */
    public void send(RoutingContext call, Problem problem) {
        var form = form(call.normalizedPath());
        var response = call.response().setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, type(form));
        headers(problem).forEach(response::putHeader);
        if (call.request().version() != HttpVersion.HTTP_2 && !call.request().isEnded()) {
            response.putHeader("Connection", "close");
        }
        try {
            response.end(json.writeValueAsString(form.map(spoken -> spoken.body(problem)).orElse(problem)));
        } catch (JsonProcessingException e) {
            call.fail(e);
        }
    }

    private Optional<ErrorForm> form(String path) {
        return forms.stream().filter(form -> form.speaksAt(path)).findFirst();
    }

    private static String type(Optional<ErrorForm> form) {
        return form.isPresent() ? MediaType.APPLICATION_JSON : Problem.TYPE;
    }

    private static Map<String, String> headers(Problem problem) {
        var headers = new LinkedHashMap<String, String>();
        problem.retryAfter().ifPresent(seconds -> headers.put(HttpHeaders.RETRY_AFTER, seconds.toString()));
        if (problem.status() == 401) {
            headers.put(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return headers;
    }
}
