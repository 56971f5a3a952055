package dev.moderato.intake.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.oidc.OIDCException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {

    @Test
    void aProviderThatIsAwayIsNotTheCallersFault() {
        var problem = Problem.of(new OIDCException("refused"), "req_1");

        assertEquals(503, problem.status());
        assertEquals(Optional.of(5L), problem.retryAfter());
    }

    @Test
    void strangersLearnNothingOfOurFaults() {
        assertEquals(Problem.of(500, "That is our fault. It is in our log."),
            Problem.of(new IllegalStateException("a secret"), "req_1"));
    }

    @ParameterizedTest
    @CsvSource({"content,input[3]", "content[0].text,input[3][0].text", "content.x,input[3].x", "contents,contents",
        "id,id"})
    void aFieldCanBeToldByTheNameThatTheCallerHasForIt(String ours, String theirs) {
        assertEquals(Optional.of(theirs),
            RefusedException.field(ours, "is missing").renamed("content", "input[3]").field());
    }
}
