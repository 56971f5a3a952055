package dev.moderato.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moderato.intake.problem.RefusedException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.io.IOException;

/** A request's body as JSON. */
public final class JsonBody {

    /** Of a request, or of a line of a stream. */
    public static final int MOST_BYTES = 16 << 20;

    /** What is larger is read on a worker, not on the event loop. */
    private static final int LARGE = 1 << 16;

    private static final ObjectReader JSON = JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build().readerFor(JsonNode.class);

    private JsonBody() {
    }

    /** Fails with {@link RefusedException}. What follows a large body goes on on a worker. */
    public static Uni<JsonNode> read(byte[] json) {
        if (json.length > MOST_BYTES) {
            return Uni.createFrom().failure(RefusedException.tooLarge());
        }
        var tree = Uni.createFrom().item(() -> tree(json));
        return json.length <= LARGE ? tree : tree.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private static JsonNode tree(byte[] json) {
        if (json.length == 0) {
            throw RefusedException.body("The body is empty; send a JSON object.");
        }
        try {
            return JSON.readValue(json);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw RefusedException.body("The body is not JSON" + (at == null ? "."
                : ": see line " + at.getLineNr() + ", column " + at.getColumnNr() + "."));
        } catch (IOException e) {
            throw RefusedException.body("The body is not JSON in UTF-8.");
        }
    }
}
