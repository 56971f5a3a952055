package bare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Asks by Vert.x's HTTP client, as the service does, with texts made beforehand and read as trees. */
@Path("/vertx")
public class VertxEndpoint {

    private record Call(HttpClient client, URI url, String body) {
    }

    private static final String SAFEGUARD = "{\"model\":\"openai/gpt-oss-safeguard-20b\",\"temperature\":0,"
        + "\"messages\":[{\"role\":\"system\",\"content\":\"" + Asked.POLICY + "\"},"
        + "{\"role\":\"user\",\"content\":%s}]}";
    private static final String LLAMA_GUARD = "{\"model\":\"meta-llama/llama-guard-4-12b\",\"temperature\":0,"
        + "\"logprobs\":true,\"top_logprobs\":20,\"messages\":[{\"role\":\"user\",\"content\":%s}]}";
    private static final String PROMPT_GUARD = "{\"model\":\"meta-llama/llama-prompt-guard-2-86m\","
        + "\"messages\":[{\"role\":\"user\",\"content\":%s}]}";

    private final ObjectMapper json;
    private final URI groq;
    private final URI vllm;
    private final List<HttpClient> clients;

    VertxEndpoint(Vertx vertx, ObjectMapper json, @ConfigProperty(name = "bare.groq") URI groq,
                  @ConfigProperty(name = "bare.vllm") URI vllm) {
        this.json = json;
        this.groq = groq;
        this.vllm = vllm;
        clients = Stream.generate(() -> vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(Asked.CONNECTIONS)))
            .limit(3).toList();
    }

    @GET
    public String ready() {
        return "ready";
    }

    @POST
    public Uni<Answer> ask(Submission submission, @QueryParam("guards") int guards) throws JsonProcessingException {
        var text = json.writeValueAsString(submission.content());
        var calls = List.of(new Call(clients.get(0), groq, PROMPT_GUARD.formatted(text)),
            new Call(clients.get(1), vllm, LLAMA_GUARD.formatted(text)),
            new Call(clients.get(2), groq, SAFEGUARD.formatted(json.writeValueAsString(text)))).subList(0, guards);
        return Uni.join().all(calls.stream().map(this::send).toList()).andFailFast().map(Answer::new);
    }

    private Uni<String> send(Call call) {
        var options = new RequestOptions().setMethod(HttpMethod.POST).setHost(call.url().getHost())
            .setPort(call.url().getPort()).setURI(call.url().getPath() + "/chat/completions")
            .putHeader("Content-Type", "application/json").putHeader("Authorization", "Bearer " + Asked.KEY);
        return Uni.createFrom().completionStage(() -> call.client().request(options)
            .compose(request -> request.send(call.body())).compose(response -> response.body())
            .map(body -> said(body.toString())).toCompletionStage());
    }

    private String said(String body) {
        try {
            return json.readTree(body).path("choices").path(0).path("message").path("content").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
