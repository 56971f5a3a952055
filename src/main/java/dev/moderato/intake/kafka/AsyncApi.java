package dev.moderato.intake.kafka;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.inject.Inject;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The topics' description: AsyncAPI 3.0, with the schemas that OpenAPI has of the same JSON. */
@Path("/q/asyncapi")
public class AsyncApi {

    private final String document;

    @Inject
    AsyncApi(OpenApiDocumentService openApi, KafkaSettings settings, ObjectMapper json) {
        try (var template = AsyncApi.class.getResourceAsStream("asyncapi.json")) {
            var api = (ObjectNode) json.readTree(template);
            Map.of("submissions", settings.submissions(), "decisions", settings.decisions(),
                    "deadLetters", settings.deadLetters())
                .forEach((channel, topic) -> ((ObjectNode) api.at("/channels/" + channel)).put("address", topic));
            api.withObject("/components").set("schemas", json.readTree(
                openApi.getDocument(OpenApiConstants.DEFAULT_DOCUMENT_NAME, Format.JSON)).at("/components/schemas"));
            document = json.writeValueAsString(api);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GET
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public String document() {
        return document;
    }
}
