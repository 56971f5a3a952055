package dev.moderato.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses bodies that are too large, by what they announce before a byte of them is read. Those that announce nothing
 * are measured when they are there; Quarkus's own limit, twice ours, bounds what is read of them.
 */
@ApplicationScoped
class BodyLimit {

    static final int MOST_BYTES = 16 << 20;

    private static final int BEFORE_QUARKUS_OWN = -3;

    private final ObjectMapper json;

    BodyLimit(ObjectMapper json) {
        this.json = json;
    }

    void announced(@Observes Router router) {
        router.route().order(BEFORE_QUARKUS_OWN).handler(call -> {
            var length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
            if (length != null && (length.length() > 9 || Long.parseLong(length) > MOST_BYTES)) {
                refuse(call);
            } else {
                call.next();
            }
        });
    }

    private void refuse(RoutingContext call) {
        try {
            if (call.request().version() != HttpVersion.HTTP_2) {
                call.response().putHeader(HttpHeaders.CONNECTION, "close");
            }
            call.response().setStatusCode(413).putHeader(HttpHeaders.CONTENT_TYPE, Problem.TYPE)
                .end(json.writeValueAsString(Problem.of(RefusedException.tooLarge())));
        } catch (JsonProcessingException e) {
            call.fail(e);
        }
    }
}
