package dev.moderato.intake;

import dev.moderato.intake.problem.Answers;
import dev.moderato.intake.problem.Problem;
import dev.moderato.intake.problem.RefusedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses bodies that are too large, by what they announce before a byte of them is read, and compressed ones. Those
 * that announce nothing are measured when they are there; Quarkus's own limit, twice ours, bounds what is read of them.
 */
@ApplicationScoped
class BodyLimit {

    private static final int BEFORE_QUARKUS_OWN = -3;

    private final Answers answers;

    BodyLimit(Answers answers) {
        this.answers = answers;
    }

    void announced(@Observes Router router) {
        router.route().order(BEFORE_QUARKUS_OWN).handler(this::check);
    }

    private void check(RoutingContext call) {
        var length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        var encoding = call.request().getHeader(HttpHeaders.CONTENT_ENCODING);
        if (length != null && (length.length() > 9 || Long.parseLong(length) > JsonBody.MOST_BYTES)) {
            answers.send(call, RefusedException.tooLarge());
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            answers.send(call, Problem.of(415, "Send the body as it is, without Content-Encoding."));
        } else {
            call.next();
        }
    }
}
