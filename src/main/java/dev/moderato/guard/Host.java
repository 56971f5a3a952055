package dev.moderato.guard;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A model's host: sends one request and gives the reply's body, over HTTP/2 where the host has it (by ALPN, so with TLS
 * only). So many requests are under way at once, however many connections that takes, and so many wait.
 */
final class Host {

    private static final int MOST_BYTES = 1 << 20;

    private final Vertx vertx;
    private final HttpClient client;
    private final Bulkhead bulkhead;
    private final String name;
    private final int port;
    private final String basePath;
    private final Optional<String> apiKey;
    private final Duration timeout;
    private final Headroom headroom;
    private final boolean ours;

    /** @param ours whether its owner chose it, so that it may be told of our traces */
    Host(Vertx vertx, URI url, GuardSettings.Remote settings, Optional<String> apiKey, Headroom headroom,
         boolean ours) {
        this(vertx, url, settings, apiKey, headroom, ours, new HttpClientOptions());
    }

    /** @param options for tests, whose certificates nobody signed */
    Host(Vertx vertx, URI url, GuardSettings.Remote settings, Optional<String> apiKey, Headroom headroom,
         boolean ours, HttpClientOptions options) {
        this.vertx = vertx;
        this.name = url.getHost();
        this.port = url.getPort() > 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
        this.basePath = Optional.ofNullable(url.getRawPath()).orElse("").replaceAll("/+$", "");
        this.apiKey = apiKey;
        this.timeout = settings.timeout();
        this.headroom = headroom;
        this.ours = ours;
        this.bulkhead = new Bulkhead(settings.concurrency(), settings.queue());
        var tls = "https".equals(url.getScheme());
        this.client = vertx.createHttpClient(
            options
                .setSsl(tls)
                .setUseAlpn(tls)
                .setProtocolVersion(tls ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setConnectTimeout((int) Math.max(1, Math.min(2_000, settings.timeout().toMillis() / 2)))
                .setDecompressionSupported(true)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setMaxWaitQueueSize(-1),
            // As many for HTTP/2: the pool takes a connection that is still being made for one of HTTP/2, so that a
            // smaller number there would bound the connections to hosts without it.
            new PoolOptions().setHttp1MaxSize(settings.concurrency()).setHttp2MaxSize(settings.concurrency()));
    }

    /**
     * The body of a 2xx reply, at most 1 MiB. Fails with a {@link Fault} and nothing else: within the timeout for
     * a connection, and as long again for the reply.
     */
    Uni<String> post(String path, String body, Patience patience, Trace trace) {
        return Uni.createFrom().emitter(emitter -> new Attempt(emitter, patience).send(request(path, trace), body));
    }

    String address() {
        return name;
    }

    int port() {
        return port;
    }

    @Override
    public String toString() {
        return name + ":" + port + basePath;
    }

    /** Whose it is, for traces. */
    String provider() {
        return ours ? "self-hosted" : "groq";
    }

    private RequestOptions request(String path, Trace trace) {
        var options = new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(name)
            .setPort(port)
            .setURI(basePath + path)
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
            .putHeader(HttpHeaders.ACCEPT, "application/json")
            .putHeader(HttpHeaders.USER_AGENT, "moderato");
        apiKey.ifPresent(key -> options.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key));
        if (ours) {
            trace.headers(options::putHeader);
        }
        return options;
    }

    /** One try. All its callbacks but the timer's come on the connection's event loop. */
    private final class Attempt {

        private final UniEmitter<? super String> emitter;
        private final Patience patience;
        private final Buffer body = Buffer.buffer();
        private Runnable turn;
        private HttpClientRequest request;
        private boolean inside;
        private boolean over;
        private long timer;

        Attempt(UniEmitter<? super String> emitter, Patience patience) {
            this.emitter = emitter;
            this.patience = patience;
        }

        void send(RequestOptions options, String json) {
            if (patience.left().toMillis() <= 0) {
                fail(Fault.timedOut());
                return;
            }
            timer = within(Fault.noConnection());
            var context = vertx.getOrCreateContext();
            turn = () -> context.runOnContext(none -> connect(options, json));
            switch (bulkhead.enter(turn)) {
                case INSIDE -> connect(options, json);
                case REFUSED -> fail(Fault.tooManyWait());
                default -> { }
            }
        }

        private void connect(RequestOptions options, String json) {
            if (enters()) {
                client.request(options).onFailure(this::broken).onSuccess(opened -> {
                    opened.exceptionHandler(this::broken);
                    if (open(opened)) {
                        opened.send(json).onFailure(this::broken).onSuccess(this::receive);
                    }
                });
            } else {
                bulkhead.leave();
            }
        }

        private synchronized boolean enters() {
            inside = !over;
            return inside;
        }

        private synchronized boolean open(HttpClientRequest opened) {
            request = opened;
            if (over) {
                opened.reset();
                return false;
            }
            vertx.cancelTimer(timer);
            timer = within(Fault.timedOut());
            return true;
        }

        private long within(Fault otherwise) {
            return vertx.setTimer(Math.max(1, Math.min(patience.left().toMillis(), timeout.toMillis())),
                id -> fail(otherwise));
        }

        private void receive(HttpClientResponse response) {
            headroom.read(response::getHeader);
            response.exceptionHandler(this::broken).handler(chunk -> {
                body.appendBuffer(chunk);
                if (body.length() > MOST_BYTES) {
                    fail(new Fault(Cause.UNREADABLE, "a reply of over 1 MiB", Optional.empty(), Duration.ZERO, false));
                }
            }).endHandler(end -> {
                if (response.statusCode() / 100 == 2) {
                    finish(() -> emitter.complete(body.toString()));
                } else {
                    fail(new HostReply(response.statusCode(), response::getHeader, body.toString())
                        .fault(patience.left(), Instant.now()));
                }
            });
        }

        private void broken(Throwable failure) {
            fail(new Fault(Cause.UNREACHABLE, failure.getClass().getSimpleName(), Optional.empty(),
                Duration.ofMillis(50), true));
        }

        private void fail(Fault fault) {
            finish(() -> {
                if (request != null) {
                    abandon(request, fault);
                }
                emitter.fail(fault);
            });
        }

        /** A connection over which an answer was late may be dead: nothing new goes over it. With HTTP/1.1 it is closed. */
        private void abandon(HttpClientRequest opened, Fault fault) {
            opened.reset();
            if (fault.why() == Cause.TIMED_OUT && opened.version() == HttpVersion.HTTP_2) {
                opened.connection().shutdown(timeout.toMillis());
            }
        }

        private void finish(Runnable last) {
            synchronized (this) {
                if (over) {
                    return;
                }
                over = true;
            }
            vertx.cancelTimer(timer);
            if (inside) {
                bulkhead.leave();
            } else {
                bulkhead.giveUp(turn);
            }
            last.run();
        }
    }
}
