package dev.moderato.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The schema that editors complete by takes and refuses what the service takes and refuses. */
class PolicySchemaTest {

    private static final Path FOLDER = Path.of("policies/default");

    @Test
    void itTakesWhatShips() throws IOException {
        for (var policy : BooksForTests.shipped().policies()) {
            assertEquals(Set.of(), complaints(Files.readString(FOLDER.resolve(policy.id() + ".md"))), policy.id());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        title: Spam and scams     | titel: Spam and scams
        consult: always           | consult: often
        consult: always           | consult: stand-in
        effort: low               | effort: least
        effort: low               | mode: test
        effort: low               | on-unavailable: wait
        effort: low               | colour: red
        directions: [input]       | directions: [sideways]
        hazard: S2, outcome: block | hazard: S15, outcome: block
        hazard: S2, outcome: block | hazard: S2, outcome: shout
        hazard: S2, outcome: block | hazard: S2
        hazard: S2, outcome: block | outcome: block
        name: Scam,               | title: Scam,
        recall: 0.8               | recall: 1.5
        recall: 0.8               | recall: 0
        recall: 0.8               | recall: most
        recall: 0.8               | f1: 0.8
        {precision: 0.9, recall: 0.8} | {}
        {precision: 0.9, recall: 0.8} | 0.9
        """)
    void itRefusesWhatTheServiceRefuses(String good, String bad) throws IOException {
        var shipped = Files.readString(FOLDER.resolve("spam.md"));
        assertTrue(shipped.contains(good), good);
        var text = shipped.replace(good, bad);

        assertFalse(complaints(text).isEmpty());
        assertThrows(BrokenPolicyException.class,
            () -> PolicyFile.read(Path.of("spam.md"), text, "sha256:0", Outcome.REVIEW));
    }

    private static Set<ValidationMessage> complaints(String policy) throws IOException {
        var frontMatter = policy.substring(4, policy.indexOf("\n---\n", 4));
        return schema().validate(new ObjectMapper().valueToTree(new Yaml().load(frontMatter)));
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012)
            .getSchema(Files.readString(Path.of("policies/policy.schema.json")));
    }
}
