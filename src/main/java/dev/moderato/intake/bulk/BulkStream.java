package dev.moderato.intake.bulk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.decision.Kept;
import dev.moderato.intake.JsonBody;
import dev.moderato.intake.access.Places;
import dev.moderato.intake.bulk.Lines.Line;
import dev.moderato.intake.problem.Answers;
import dev.moderato.intake.problem.RefusedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One request's lines on their way. Reads no further than there are places, and memory for what waits: for the guards
 * at one end, for the caller to read at the other. Everything here happens on the request's event loop.
 */
final class BulkStream {

    private static final Logger LOG = Logger.getLogger(BulkStream.class);
    /** Of the lines that are decided on just now. */
    private static final int MOST_BYTES = 32 << 20;
    /** So much may wait for a caller that sends before it reads: about two thousand decisions. */
    private static final int MOST_UNREAD = 8 << 20;
    private static final JsonFactory JSON = new JsonFactory();

    private final String requestId;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Context context;
    private final ObjectMapper json;
    private final Answers answers;
    private final Function<byte[], Uni<Kept>> decide;
    private final Places places;
    private final Lines lines = new Lines(JsonBody.MOST_BYTES);
    private final long patrol;
    private int inFlight;
    private long bytes;
    private boolean awaitingChunk;
    private boolean sentAll;
    private boolean stopping;
    private boolean over;
    private boolean moved = true;

    BulkStream(RoutingContext call, Vertx vertx, ObjectMapper json, Answers answers, Function<byte[], Uni<Kept>> decide,
               Places places, Duration idle) {
        this.requestId = Answers.requestId(call);
        this.request = call.request();
        this.response = call.response();
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.json = json;
        this.answers = answers;
        this.decide = decide;
        this.places = places;
        this.patrol = vertx.setPeriodic(Math.max(1, idle.toMillis()), id -> cutOffIfIdle());
    }

    void run() {
        request.pause();
        response.setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, Bulk.TYPE).setWriteQueueMaxSize(MOST_UNREAD);
        response.exceptionHandler(this::broken).closeHandler(closed -> broken(null))
            .drainHandler(drained -> goOn());
        request.exceptionHandler(this::broken)
            .handler(chunk -> {
                awaitingChunk = false;
                if (!over) {
                    lines.add(chunk);
                }
                goOn();
            })
            .endHandler(end -> {
                sentAll = true;
                lines.end();
                goOn();
            });
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            response.writeContinue();
        }
        goOn();
    }

    /** Takes no more lines, and ends once those that it took are answered. */
    void stop() {
        context.runOnContext(now -> {
            stopping = true;
            goOn();
        });
    }

    private void goOn() {
        moved = true;
        while (!over && !stopping && inFlight < places.count() && bytes < MOST_BYTES && !response.writeQueueFull()
            && !lines.isEmpty()) {
            take(lines.next());
        }
        if (over) {
            leaveWhenDone();
        } else if ((stopping || lines.isEmpty() && sentAll) && inFlight == 0) {
            over = true;
            leaveWhenDone();
            response.end();
            // Read to its end: when a connection closes with something unread, the caller may lose what was answered.
            request.resume();
        } else if (!stopping && lines.isEmpty() && !sentAll && !awaitingChunk) {
            awaitingChunk = true;
            request.fetch(1);
        }
    }

    private void take(Line line) {
        inFlight++;
        bytes += line.length();
        var decision = line.json() == null ? Uni.createFrom().<Kept>failure(RefusedException.tooLarge())
            : decide.apply(line.json());
        decision.map(kept -> BulkLine.decided(line.number(), kept.decision(), kept.fresh()))
            .onFailure().recoverWithItem(failure -> BulkLine.failed(line.number(), id(line),
                answers.problem(failure, requestId)))
            .subscribe().with(answer -> context.runOnContext(now -> finish(line, answer)));
    }

    private void finish(Line line, BulkLine answer) {
        inFlight--;
        bytes -= line.length();
        if (!over) {
            try {
                response.write(Buffer.buffer(json.writeValueAsBytes(answer)).appendByte((byte) '\n'));
            } catch (JsonProcessingException e) {
                LOG.error("a line can't be answered by our own fault", e);
                response.reset();
            }
        }
        goOn();
    }

    private void broken(Throwable failure) {
        over = true;
        leaveWhenDone();
    }

    /** What was taken is decided and kept, whether or not anybody waits for it. */
    private void leaveWhenDone() {
        vertx.cancelTimer(patrol);
        if (inFlight == 0) {
            places.leave();
        }
    }

    private void cutOffIfIdle() {
        if (!moved && inFlight == 0) {
            LOG.info("a stream of submissions stood still and was cut off");
            over = true;
            leaveWhenDone();
            response.reset();
        }
        moved = false;
    }

    /** The id of a line that was refused, as far as it can be read. */
    private static Optional<String> id(Line line) {
        if (line.json() == null) {
            return Optional.empty();
        }
        try (var parser = JSON.createParser(line.json())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var isId = parser.currentName().equals("id");
                parser.nextToken();
                if (isId) {
                    return Optional.ofNullable(parser.getValueAsString()).filter(id -> id.length() <= 200);
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
