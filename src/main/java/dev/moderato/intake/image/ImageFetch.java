package dev.moderato.intake.image;

import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One image on its way, over at most three redirects. */
final class ImageFetch {

    private static final int MOST_REDIRECTS = 3;
    private static final int HTTPS = 443;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** A name in the DNS. Addresses in any notation are not: the last label of a name has letters. */
    private static final Pattern NAME = Pattern.compile(
        "(?=.{1,253}$)([a-z0-9_-]{1,63}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", Pattern.CASE_INSENSITIVE);

    /** Why there is no image; for our log alone. */
    static final class FailedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        FailedException(String message) {
            super(message, null, false, false);
        }
    }

    private final Vertx vertx;
    private final HttpClient client;
    private final WorkerExecutor lookUps;
    private final Names names;
    private final Predicate<InetAddress> allowed;
    private final UniEmitter<? super byte[]> emitter;
    private final Buffer body = Buffer.buffer();
    private HttpClientRequest request;
    private int redirects;
    private boolean over;
    private long timer;

    ImageFetch(Vertx vertx, HttpClient client, WorkerExecutor lookUps, Names names, Predicate<InetAddress> allowed,
               UniEmitter<? super byte[]> emitter) {
        this.vertx = vertx;
        this.client = client;
        this.lookUps = lookUps;
        this.names = names;
        this.allowed = allowed;
        this.emitter = emitter;
    }

    void go(String address, Duration timeout) {
        timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> fail("timed out"));
        to(address);
    }

    private void to(String address) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            fail("no address");
            return;
        }
        if (!"https".equals(uri.getScheme()) || uri.getRawUserInfo() != null || uri.getHost() == null
            || !NAME.matcher(uri.getHost()).matches()) {
            fail("neither https nor a host's name");
            return;
        }
        lookUps.executeBlocking(() -> names.resolve(uri.getHost()), false)
            .onFailure(failure -> fail("no such host"))
            .onSuccess(addresses -> send(uri, addresses));
    }

    private void send(URI uri, List<InetAddress> addresses) {
        if (addresses.isEmpty() || !addresses.stream().allMatch(allowed)) {
            fail("not public");
            return;
        }
        var port = uri.getPort() < 0 ? HTTPS : uri.getPort();
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        client.request(new RequestOptions().setMethod(HttpMethod.GET).setHost(uri.getHost()).setPort(port)
                .setServer(SocketAddress.inetSocketAddress(port, addresses.get(0).getHostAddress()))
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .putHeader(HttpHeaders.ACCEPT, "image/png, image/jpeg, image/gif, image/webp")
                .putHeader(HttpHeaders.USER_AGENT, "moderato"))
            .onFailure(failure -> fail(failure.getClass().getSimpleName()))
            .onSuccess(opened -> {
                if (open(opened)) {
                    opened.exceptionHandler(failure -> broken(opened, failure)).send()
                        .onFailure(failure -> broken(opened, failure))
                        .onSuccess(response -> receive(uri, response));
                }
            });
    }

    private synchronized boolean open(HttpClientRequest opened) {
        request = opened;
        if (over) {
            opened.reset();
        }
        return !over;
    }

    private void receive(URI uri, HttpClientResponse response) {
        response.exceptionHandler(failure -> broken(response.request(), failure));
        if (REDIRECTS.contains(response.statusCode())) {
            redirected(uri, response);
            return;
        }
        if (response.statusCode() != 200) {
            fail("status " + response.statusCode());
            return;
        }
        response.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > Images.MOST_BYTES) {
                fail("too large");
            }
        }).endHandler(end -> finish(() -> emitter.complete(body.getBytes())));
    }

    private void redirected(URI from, HttpClientResponse response) {
        var location = response.getHeader(HttpHeaders.LOCATION);
        synchronized (this) {
            request = null;
        }
        response.request().reset();
        if (location == null || ++redirects > MOST_REDIRECTS) {
            fail("redirected to nowhere, or too often");
            return;
        }
        try {
            to(from.resolve(location).toString());
        } catch (IllegalArgumentException e) {
            fail("redirected to no address");
        }
    }

    /** Not when it was let go over a redirect. */
    private void broken(HttpClientRequest of, Throwable failure) {
        if (of == request) {
            fail(failure.getClass().getSimpleName());
        }
    }

    private void fail(String why) {
        finish(() -> {
            if (request != null) {
                request.reset();
            }
            emitter.fail(new FailedException(why));
        });
    }

    private void finish(Runnable last) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        vertx.cancelTimer(timer);
        last.run();
    }
}
