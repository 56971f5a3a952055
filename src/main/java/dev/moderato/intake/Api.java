package dev.moderato.intake;

import dev.moderato.intake.problem.Problem;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.SecuritySchemeType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.security.SecurityScheme;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem.HttpMethod;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** The parts that the API's descriptions share: who may call, and the answers that every endpoint may give. */
@OpenAPIDefinition(
    info = @Info(title = "Moderato", version = "1",
        description = "Content in, a decision with its rationale out, kept for audit."),
    security = @SecurityRequirement(name = "bearer"))
@SecurityScheme(securitySchemeName = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer",
    description = "An API key, or a token of the OpenID provider. On the loopback with no keys configured, none.")
public class Api extends Application {

    private static final Map<String, String> EVERYWHERE = new TreeMap<>(Map.of(
        "401", "no key or token that is known here",
        "403", "none that allows this",
        "406", "another form of answer was asked for than there is",
        "429", "more than this key may: `Retry-After` tells when to come back",
        "503", "not just now: `Retry-After` tells when to come back"));

    private static final Map<String, String> WITH_A_BODY = new TreeMap<>(Map.of(
        "400", "what to change",
        "413", "a body of over 16 MiB",
        "415", "a body that is not JSON, or compressed"));

    /** Adds those answers, in the form that is spoken at each path. */
    @OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
    public static class CommonAnswers implements OASFilter {

        @Override
        public void filterOpenAPI(OpenAPI api) {
            api.getPaths().getPathItems().forEach((path, item) -> {
                if (path.startsWith("/v1") || path.startsWith("/beta") || path.startsWith("/api")) {
                    item.getOperations().forEach((method, operation) -> addAnswers(path, method, operation));
                }
            });
        }

        private static void addAnswers(String path, HttpMethod method, Operation operation) {
            EVERYWHERE.forEach((status, description) -> add(operation, path, status, description));
            if (method == HttpMethod.POST) {
                WITH_A_BODY.forEach((status, description) -> add(operation, path, status, description));
            }
        }

        private static void add(Operation operation, String path, String status, String description) {
            var described = operation.getResponses().getAPIResponse(status);
            if (described == null || described.getContent() == null) {
                operation.getResponses().addAPIResponse(status, answer(path, description));
            }
        }

        private static APIResponse answer(String path, String description) {
            var schema = path.equals("/v1/moderations") ? "OpenAiError"
                : path.startsWith("/api") ? "DetectorError" : "Problem";
            return OASFactory.createAPIResponse().description(description)
                .content(OASFactory.createContent().addMediaType(
                    schema.equals("Problem") ? Problem.TYPE : MediaType.APPLICATION_JSON,
                    OASFactory.createMediaType().schema(OASFactory.createSchema().ref(schema))));
        }
    }
}
