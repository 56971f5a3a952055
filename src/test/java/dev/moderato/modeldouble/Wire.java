package dev.moderato.modeldouble;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;

/** Sends replies, whole or in one of the ways in which they go wrong. */
final class Wire {

    private static final int DROPS = 10;

    private final Vertx vertx;

    Wire(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Sends the reply, which must have a body, once the delay and its own are over. */
    void send(HttpServerRequest request, Reply reply, Duration delay) {
        var millis = delay.plus(reply.delay()).toMillis();
        if (millis > 0) {
            vertx.setTimer(millis, timer -> send(request, reply));
        } else {
            send(request, reply);
        }
    }

    private void send(HttpServerRequest request, Reply reply) {
        var response = request.response();
        if (response.closed()) {
            return;
        }
        var body = Buffer.buffer(reply.body());
        switch (reply.manner()) {
            case HANG -> { }
            case RESET -> request.connection().close();
            case RESET_AFTER_HEADERS -> head(response, reply).putHeader("content-length", String.valueOf(body.length()))
                .write(Buffer.buffer()).onComplete(sent -> request.connection().close());
            case DRIBBLE -> dribble(head(response, reply), body, reply.pace());
            case GZIP -> head(response, reply).putHeader("content-encoding", "gzip").end(zipped(body));
            case TRUNCATED -> head(response, reply).end(body.slice(0, body.length() / 2));
            default -> head(response, reply).end(body);
        }
    }

    private static HttpServerResponse head(HttpServerResponse response, Reply reply) {
        response.setStatusCode(reply.status());
        reply.headers().forEach(response::putHeader);
        return response;
    }

    private void dribble(HttpServerResponse response, Buffer body, Duration pace) {
        response.putHeader("content-length", String.valueOf(body.length())).write(Buffer.buffer());
        var drop = Math.max(1, body.length() / DROPS);
        var sent = new int[1];
        vertx.setPeriodic(Math.max(1, pace.toMillis() / DROPS), timer -> {
            var end = sent[0] + 2 * drop > body.length() ? body.length() : sent[0] + drop;
            if (response.closed()) {
                vertx.cancelTimer(timer);
            } else if (end == body.length()) {
                vertx.cancelTimer(timer);
                response.end(body.slice(sent[0], end));
            } else {
                response.write(body.slice(sent[0], end));
                sent[0] = end;
            }
        });
    }

    private static Buffer zipped(Buffer body) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}
