package bare;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;

/** A model's host, as Quarkus's typed REST client has it. */
@Path("/chat/completions")
public interface Chat {

    record Message(String role, String content) {
    }

    record Request(String model, int temperature, List<Message> messages) {
    }

    record Choice(Message message) {
    }

    record Completion(List<Choice> choices) {

        String said() {
            return choices().get(0).message().content();
        }
    }

    @POST
    Uni<Completion> ask(@HeaderParam("Authorization") String key, Request request);
}
