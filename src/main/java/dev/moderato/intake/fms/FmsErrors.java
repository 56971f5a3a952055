package dev.moderato.intake.fms;

import dev.moderato.intake.problem.ErrorForm;
import dev.moderato.intake.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The detector API's way to tell errors. */
@ApplicationScoped
class FmsErrors implements ErrorForm {

    /** A code, which is the status, and a message. */
    @Schema(name = "DetectorError")
    record Error(@Schema(examples = "422") int code, String message) {
    }

    @Override
    public boolean speaksAt(String path) {
        return path.startsWith("/api/v1/text");
    }

    @Override
    public Error body(Problem problem) {
        return new Error(problem.status(), problem.field().map(field -> field + " ").orElse("") + problem.detail());
    }
}
