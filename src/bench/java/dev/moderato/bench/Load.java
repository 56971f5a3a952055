package dev.moderato.bench;

import dev.moderato.modeldouble.ModelDouble;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Sends requests over real connections and times the answers. */
final class Load implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 1_024;
    /** Of the service's 512 places each takes 64. */
    private static final int STREAMS = 4;
    /** For the answers that are still to come when the last request was sent. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Answer NONE = new Answer(0, 0);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxWaitQueueSize(-1),
        new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
    private final List<ContextInternal> loops = Stream.generate(((VertxInternal) vertx)::createEventLoopContext)
        .limit(Runtime.getRuntime().availableProcessors()).toList();
    private final AtomicInteger number = new AtomicInteger();

    /**
     * What a run came to.
     *
     * @param micros from when a request was due to its whole answer, of the answers with 2xx
     * @param sent the same from when it had a connection: without what it waited for this generator
     * @param shed answered with 503
     * @param failed answered otherwise, or not at all
     */
    record Run(Histogram micros, Histogram sent, double seconds, long answered, long shed, long failed) {

        /** Both, as one run that had a pause. */
        Run plus(Run next) {
            var both = micros.copy();
            both.add(next.micros);
            var bothSent = sent.copy();
            bothSent.add(next.sent);
            return new Run(both, bothSent, seconds + next.seconds, answered + next.answered, shed + next.shed,
                failed + next.failed);
        }

        double aSecond() {
            return answered / seconds;
        }

        double millis(double percentile) {
            return micros.getValueAtPercentile(percentile) / 1_000.0;
        }
    }

    /**
     * So many requests a second, each when it is due, whether or not earlier ones were answered. The time counts from when
     * it was due, so that a stall counts for all who would have met it (coordinated omission).
     */
    Run open(Target target, int aSecond, Duration duration) {
        var tally = new Tally();
        var count = (int) (aSecond * duration.toMillis() / 1_000);
        var sent = new Semaphore(0);
        var begin = System.nanoTime();
        for (var i = 0; i < count; i++) {
            var due = begin + i * 1_000_000_000L / aSecond;
            LockSupport.parkNanos(due - System.nanoTime());
            send(target).onComplete(answer -> {
                tally.take(due, answer.succeeded() ? answer.result() : NONE, target.submissions());
                sent.release();
            });
        }
        await(sent, count, PATIENCE);
        return tally.run(begin);
    }

    /**
     * As {@link #open}, of lines on streams that stay open. The first lines of a run open them.
     *
     * @param line its bodies are lines
     */
    Run lines(Target line, int aSecond, Duration duration) {
        var tally = new Tally();
        var count = (int) (aSecond * duration.toMillis() / 1_000);
        var answered = new Semaphore(0);
        var streams = Stream.generate(() -> new LineStream(line, tally, answered)).limit(STREAMS).toList();
        var begin = System.nanoTime();
        for (var i = 0; i < count; i++) {
            var due = begin + i * 1_000_000_000L / aSecond;
            LockSupport.parkNanos(due - System.nanoTime());
            streams.get(i % STREAMS).send(due);
        }
        await(answered, count, PATIENCE);
        streams.forEach(LineStream::end);
        return tally.run(begin);
    }

    /** One request that goes on, and the answers that come meanwhile. */
    private final class LineStream {

        private final Target line;
        private final Tally tally;
        private final Semaphore answered;
        private final Queue<Long> dues = new ConcurrentLinkedQueue<>();
        /** What follows is touched on the stream's event loop alone. */
        private final Map<Long, Long> unanswered = new HashMap<>();
        private long sent;
        private int refused;
        private final Promise<HttpClientRequest> request = Promise.promise();

        LineStream(Target line, Tally tally, Semaphore answered) {
            this.line = line;
            this.tally = tally;
            this.answered = answered;
            nextLoop().runOnContext(none -> client.request(options(line)).onSuccess(opened -> {
                opened.setChunked(true);
                opened.response().onSuccess(response -> {
                    refused = response.statusCode() == 200 ? 0 : response.statusCode();
                    response.handler(RecordParser.newDelimited("\n", this::answer));
                    response.endHandler(end -> List.copyOf(unanswered.keySet()).forEach(place -> answer(place, refused)));
                });
            }).onComplete(request));
        }

        void send(long due) {
            dues.add(due);
            request.future().onSuccess(opened -> {
                unanswered.put(++sent, dues.remove());
                opened.write(line.body().apply(number.incrementAndGet()) + "\n");
                if (refused != 0) {
                    answer(sent, refused);
                }
            });
        }

        private void answer(Buffer one) {
            if (refused == 0) {
                var answer = one.toJsonObject();
                answer(answer.getLong("line"), answer.getInteger("status"));
            }
        }

        private void answer(long place, int status) {
            var due = unanswered.remove(place);
            tally.take(due, new Answer(status, due), 1);
            answered.release();
        }

        void end() {
            request.future().onSuccess(HttpClientRequest::end);
        }
    }

    /** As many as are answered, with so many under way at any time. */
    Run closed(Target target, int underWay, Duration duration) {
        var tally = new Tally();
        var done = new Semaphore(0);
        var begin = System.nanoTime();
        for (var i = 0; i < underWay; i++) {
            again(target, tally, begin + duration.toNanos(), done);
        }
        await(done, underWay, duration.plus(PATIENCE));
        return tally.run(begin);
    }

    private void again(Target target, Tally tally, long end, Semaphore done) {
        var start = System.nanoTime();
        if (start >= end) {
            done.release();
            return;
        }
        send(target).onComplete(answer -> {
            tally.take(start, answer.succeeded() ? answer.result() : NONE, target.submissions());
            again(target, tally, end, done);
        });
    }

    /** Done when all of them are answered. Each call is made on the next event loop. */
    Future<?> all(List<Target> targets) {
        var done = Promise.promise();
        nextLoop().runOnContext(none ->
            Future.all(targets.stream().map(this::send).toList()).<Object>mapEmpty().onComplete(done));
        return done.future();
    }

    private Context nextLoop() {
        return loops.get(number.incrementAndGet() % loops.size());
    }

    /** @param nanos when it had a connection */
    private record Answer(int status, long nanos) {
    }

    private Future<Answer> send(Target target) {
        return client.request(options(target)).compose(request -> {
            var sent = System.nanoTime();
            return request.send(target.body().apply(number.incrementAndGet()))
                .compose(response -> response.body().map(body -> new Answer(response.statusCode(), sent)));
        });
    }

    private static RequestOptions options(Target target) {
        return new RequestOptions().setMethod(HttpMethod.POST).setAbsoluteURI(target.url().toString())
            .putHeader("Content-Type", target.contentType())
            .putHeader("Authorization", "Bearer " + ModelDouble.KEY);
    }

    private static void await(Semaphore answers, int count, Duration patience) {
        try {
            if (!answers.tryAcquire(count, patience.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("not all requests were answered within " + patience.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Counts answers, from any thread. */
    static final class Tally {

        private final Histogram micros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(2), 3);
        private final Histogram sent = new ConcurrentHistogram(micros);
        private final LongAdder answered = new LongAdder();
        private final LongAdder shed = new LongAdder();
        private final LongAdder failed = new LongAdder();

        /** One that was answered with success. */
        void take(long startNanos) {
            take(startNanos, new Answer(200, startNanos), 1);
        }

        private void take(long startNanos, Answer answer, int submissions) {
            if (answer.status() / 100 == 2) {
                record(micros, startNanos);
                record(sent, answer.nanos());
                answered.add(submissions);
            } else {
                (answer.status() == 503 ? shed : failed).add(submissions);
            }
        }

        private static void record(Histogram histogram, long since) {
            histogram.recordValue(Math.min((System.nanoTime() - since) / 1_000, histogram.getHighestTrackableValue()));
        }

        Run run(long begin) {
            return new Run(micros, sent, (System.nanoTime() - begin) / 1e9, answered.sum(), shed.sum(), failed.sum());
        }
    }
}
