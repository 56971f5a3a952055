package dev.moderato.intake.openai;

import dev.moderato.intake.problem.ErrorForm;
import dev.moderato.intake.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** OpenAI's envelope for errors: all four keys, always. */
@ApplicationScoped
class OpenAiErrors implements ErrorForm {

    /** The envelope. */
    @Schema(name = "OpenAiError")
    record Envelope(Error error) {
    }

    /** What is in it. */
    @Schema(name = "OpenAiErrorDetail")
    record Error(String message,
                 @Schema(examples = "invalid_request_error") String type,
                 @Schema(nullable = true, examples = "input[1]") String param,
                 @Schema(nullable = true, examples = "too_many_images") String code) {
    }

    @Override
    public boolean speaksAt(String path) {
        return path.startsWith("/v1/moderations");
    }

    @Override
    public Envelope body(Problem problem) {
        var field = problem.field().orElse(null);
        return new Envelope(new Error(field == null ? problem.detail() : "'" + field + "' " + problem.detail(),
            type(problem.status()), field, code(problem)));
    }

    private static String type(int status) {
        return status >= 500 ? "server_error" : status == 429 ? "rate_limit_exceeded" : "invalid_request_error";
    }

    private static String code(Problem problem) {
        return switch (problem.status()) {
            case 401 -> "invalid_api_key";
            case 403 -> "insufficient_permissions";
            case 429 -> "rate_limit_exceeded";
            case 400 -> problem.detail().startsWith("at most") && problem.detail().contains("images")
                ? "too_many_images" : null;
            default -> null;
        };
    }
}
