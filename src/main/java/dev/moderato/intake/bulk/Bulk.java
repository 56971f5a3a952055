package dev.moderato.intake.bulk;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.decision.Origin;
import dev.moderato.intake.EventLoops;
import dev.moderato.intake.Reception;
import dev.moderato.intake.access.Admission;
import dev.moderato.intake.access.Caller;
import dev.moderato.intake.access.Places;
import dev.moderato.intake.problem.Answers;
import dev.moderato.intake.problem.BusyException;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.security.ForbiddenException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The door for streams of submissions: a line of JSON each, and a line for each of them back. */
@ApplicationScoped
class Bulk {

    /** The media type of streams of JSON, a line each. */
    static final String TYPE = "application/x-ndjson";

    /** After the doorkeeper, and before the limit on bodies. */
    private static final int BEFORE_THE_BODY_LIMIT = -4;

    private final Reception reception;
    private final Admission admission;
    private final Answers answers;
    private final BulkSettings settings;
    private final ObjectMapper json;
    private final EventLoops loops;
    private final Vertx vertx;
    private final Set<BulkStream> open = ConcurrentHashMap.newKeySet();

    Bulk(Reception reception, Admission admission, Answers answers, BulkSettings settings, ObjectMapper json,
         EventLoops loops, Vertx vertx) {
        this.reception = reception;
        this.admission = admission;
        this.answers = answers;
        this.settings = settings;
        this.json = json;
        this.loops = loops;
        this.vertx = vertx;
    }

    void open(@Observes Router router) {
        router.post("/v1/decisions").order(BEFORE_THE_BODY_LIMIT).handler(call -> {
            var type = call.request().getHeader(HttpHeaders.CONTENT_TYPE);
            if (type != null && type.split(";", 2)[0].trim().equalsIgnoreCase(TYPE)) {
                take(call);
            } else {
                call.next();
            }
        });
    }

    /** Streams that go on and on end after the lines that were taken; the rest is for another process. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        open.forEach(BulkStream::stop);
    }

    private void take(RoutingContext call) {
        var caller = Caller.of(call);
        Places places;
        try {
            if (!caller.maySubmit()) {
                throw new ForbiddenException();
            }
            places = admission.enter(caller, settings.inFlight());
        } catch (ForbiddenException | BusyException e) {
            answers.send(call, e);
            return;
        }
        var origin = Origin.current();
        var stream = new BulkStream(call, vertx, json, answers,
            line -> loops.spread(() -> reception.decideInPlace(caller, line, origin)), places, settings.idle());
        open.add(stream);
        call.addEndHandler(ended -> open.remove(stream));
        stream.run();
    }
}
