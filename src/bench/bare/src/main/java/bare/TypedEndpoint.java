package bare;

import bare.Chat.Completion;
import bare.Chat.Message;
import bare.Chat.Request;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

/** Asks by Quarkus's typed REST client, which is what one writes first. */
@Path("/typed")
public class TypedEndpoint {

    private final Chat promptGuard;
    private final Chat llamaGuard;
    private final Chat safeguard;

    TypedEndpoint(@ConfigProperty(name = "bare.groq") URI groq, @ConfigProperty(name = "bare.vllm") URI vllm) {
        promptGuard = client(groq);
        llamaGuard = client(vllm);
        safeguard = client(groq);
    }

    private static Chat client(URI url) {
        return QuarkusRestClientBuilder.newBuilder().baseUri(url)
            .property(QuarkusRestClientProperties.CONNECTION_POOL_SIZE, Asked.CONNECTIONS).build(Chat.class);
    }

    @POST
    public Uni<Answer> ask(Submission submission, @QueryParam("guards") int guards) {
        var user = new Message("user", submission.content());
        var asked = List.of(
            ask(promptGuard, new Request("meta-llama/llama-prompt-guard-2-86m", 0, List.of(user))),
            ask(llamaGuard, new Request("meta-llama/llama-guard-4-12b", 0, List.of(user))),
            ask(safeguard, new Request("openai/gpt-oss-safeguard-20b", 0,
                List.of(new Message("system", Asked.POLICY), user)))).subList(0, guards);
        return Uni.join().all(asked).andFailFast().map(said -> new Answer(said.stream().map(Completion::said).toList()));
    }

    private static Uni<Completion> ask(Chat model, Request request) {
        return model.ask("Bearer " + Asked.KEY, request);
    }
}
