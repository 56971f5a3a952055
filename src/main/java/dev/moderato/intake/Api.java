package dev.moderato.intake;

import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The parts that the API's descriptions share. */
@OpenAPIDefinition(
    info = @Info(title = "Moderato", version = "1",
        description = "Content in, a decision with its rationale out, kept for audit."),
    components = @Components(responses = @APIResponse(name = "Problem", description = "what to change, or when to come"
        + " back", content = @Content(mediaType = Problem.TYPE, schema = @Schema(implementation = Problem.class)))))
public class Api extends Application {
}
