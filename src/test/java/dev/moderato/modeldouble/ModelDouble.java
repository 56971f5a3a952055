package dev.moderato.modeldouble;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;

/**
 * A fake of the hosts that serve guard models. There is no model in it: it reads markers in the text that it is to
 * judge, and speaks as Groq, vLLM, llama.cpp, Ollama and text-embeddings-inference do, errors and quirks included.
 * <ul>
 * <li>Llama Guard: {@code [[S1,S9]]} is unsafe by S1 and S9, any other text safe. It judges the last message. Where
 *     logprobs are asked for, {@code [[p=0.62]]} beside it is the probability of "unsafe", whatever the verdict.
 * <li>Prompt Guard: {@code [[p=0.93]]} is an attack by 0.93, the highest of several. Without it, "ignore all previous
 *     instructions" and the like are by 0.9995, any other text by 0.0004.
 * <li>The safeguard: {@code [[v=HR2:HR2.a]]} violates HR2 by rule HR2.a (or several, with commas) if the policy has the
 *     word HR2 in it; the first such marker counts. To a policy that has both S1 and S14 in it, {@code [[S1,S9]]}
 *     violates S1 by the rules S1 and S9. Any other text violates nothing. It judges the {@code content} of the JSON
 *     object in the last message.
 * <li>The service's own {@link dev.moderato.guard.Canary#VIOLENCE} is S1 to Llama Guard, and violates the policy that
 *     the service tries the safeguard by.
 * </ul>
 * Tokens are guessed from characters. The Groq profile wants {@link #KEY}, has no Llama Guard 4 and no limits unless
 * told otherwise.
 * <p>
 * Switches for {@link #turnOn}, and for the request header {@code X-Double-Scenario}, commas between them:
 * {@code retired=MODEL}, {@code blocked=MODEL}, {@code lg4=historical}, {@code lg4=decommissioned}, {@code cloudflare}
 * (refuses calls without a User-Agent), {@code flex-full}, {@code bad-json}, {@code named-labels} (MALICIOUS and
 * BENIGN). The header also takes a status number, {@code hang}, {@code reset}, {@code reset-after-headers},
 * {@code truncated-json}, {@code empty-body}, {@code empty-choices} and {@code gzip}.
 */
public final class ModelDouble implements AutoCloseable {

    /** What the Groq profile takes for a bearer token. */
    public static final String KEY = "test-key";

    private volatile InstantSource clock = InstantSource.system();
    private volatile Duration delay;
    private final RateLimits limits = new RateLimits(() -> clock);
    private final Desk desk = new Desk(() -> clock, limits);
    private final Admin admin = new Admin(this, desk);
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1)
        .setFileSystemOptions(
            new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false)));
    private final Wire wire = new Wire(vertx);
    private final HttpServer server;

    private ModelDouble(int port, Duration delay) {
        this.delay = delay;
        var options = new HttpServerOptions().setHost("127.0.0.1").setPort(port).setAcceptBacklog(1024);
        this.server = vertx.createHttpServer(options).requestHandler(this::take).listen()
            .toCompletionStage().toCompletableFuture().join();
    }

    /** Starts on a free port of the loopback. */
    public static ModelDouble start() {
        return start(0, Duration.ZERO);
    }

    /** @param delay before every verdict */
    public static ModelDouble start(int port, Duration delay) {
        return new ModelDouble(port, delay);
    }

    /** Runs until killed. Arguments: the port, and how many milliseconds every verdict takes. */
    public static void main(String[] args) {
        var millis = args.length > 1 ? Long.parseLong(args[1]) : 0;
        var models = start(args.length > 0 ? Integer.parseInt(args[0]) : 0, Duration.ofMillis(millis));
        models.recording(false);
        System.out.println("model double on port " + models.port() + ", " + millis + " ms");
    }

    /**
     * The base URL of a host, {@code /v1} included where it has one.
     *
     * @param profile {@code groq}, {@code vllm}, {@code vllm-legacy}, {@code llamacpp}, {@code ollama} or {@code tei}
     */
    public String url(String profile) {
        return "http://127.0.0.1:" + port() + Profile.named(profile).base();
    }

    public int port() {
        return server.actualPort();
    }

    /** Answers the next calls of that kind so, in this order; after that it answers by itself again. */
    public ModelDouble script(Predicate<Seen> when, Reply... then) {
        desk.scenarios().script(when, List.of(then));
        return this;
    }

    /** Answers all calls of that kind so. Scripts written before go first. */
    public ModelDouble always(Predicate<Seen> when, Reply reply) {
        desk.scenarios().always(when, reply);
        return this;
    }

    public ModelDouble delay(Duration delay) {
        this.delay = delay;
        return this;
    }

    /** Limits a model of the Groq profile by requests and tokens a minute, with full buckets. */
    public ModelDouble limits(String model, long rpm, long tpm) {
        return limits(model, new Limits(rpm, 0, tpm, 0));
    }

    public ModelDouble limits(String model, Limits of) {
        limits.set(model, of);
        return this;
    }

    /** What limits refill by and replies are dated by. Set it before the limits. */
    public ModelDouble clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    public ModelDouble turnOn(String... switches) {
        desk.switches().addAll(List.of(switches));
        return this;
    }

    public ModelDouble turnOff(String... switches) {
        List.of(switches).forEach(desk.switches()::remove);
        return this;
    }

    /** The calls so far, oldest first; of very many the last. */
    public List<Seen> seen() {
        return desk.records().all();
    }

    /** How many calls there were, recorded or not. */
    public long count() {
        return desk.records().count();
    }

    public ModelDouble recording(boolean on) {
        desk.records().turn(on);
        return this;
    }

    /** Forgets scripts, records, switches, limits, the delay and the clock. */
    public ModelDouble reset() {
        desk.reset();
        limits.clear();
        delay = Duration.ZERO;
        clock = InstantSource.system();
        return this;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> answer(request, body));
    }

    private void answer(HttpServerRequest request, Buffer body) {
        try {
            if (request.path().startsWith(Admin.ROOT)) {
                wire.send(request, admin.take(request, body), Duration.ZERO);
            } else {
                var verdict = request.method().name().equals("POST");
                wire.send(request, desk.take(request, body), verdict ? delay : Duration.ZERO);
            }
        } catch (RuntimeException e) {
            wire.send(request, Reply.raw("text/plain", 500, "the double is broken: " + e), Duration.ZERO);
        }
    }
}
