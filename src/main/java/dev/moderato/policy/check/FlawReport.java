package dev.moderato.policy.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.moderato.policy.check.Flaw.Severity;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;

/** Flaws in the forms that people and machines read. */
public enum FlawReport {

    /** {@code file:line: severity: message [rule]}, as compilers do. */
    TEXT {
        @Override
        public String of(List<Flaw> flaws) {
            var errors = flaws.stream().filter(flaw -> flaw.severity() == Severity.ERROR).count();
            return String.join("", flaws.stream().map(flaw -> flaw + "\n").toList())
                + errors + " errors, " + (flaws.size() - errors) + " warnings\n";
        }
    },

    JSON {
        @Override
        public String of(List<Flaw> flaws) {
            return json(flaws.stream().map(flaw -> Map.of("file", flaw.file().toString(), "line", flaw.line(),
                "severity", flaw.severity(), "rule", flaw.rule(), "message", flaw.message())).toList());
        }
    },

    /** @see <a href="https://docs.oasis-open.org/sarif/sarif/v2.1.0/">SARIF 2.1.0</a> */
    SARIF {
        @Override
        public String of(List<Flaw> flaws) {
            var rules = flaws.stream().map(Flaw::rule).distinct().sorted().map(rule -> Map.of("id", rule)).toList();
            var results = flaws.stream().map(flaw -> Map.of(
                "ruleId", flaw.rule(), "level", flaw.severity(), "message", Map.of("text", flaw.message()),
                "locations", List.of(Map.of("physicalLocation", Map.of(
                    "artifactLocation", Map.of("uri", flaw.file().toString().replace('\\', '/')),
                    "region", Map.of("startLine", flaw.line())))))).toList();
            return json(Map.of("version", "2.1.0", "$schema", "https://json.schemastore.org/sarif-2.1.0.json",
                "runs", List.of(Map.of("results", results,
                    "tool", Map.of("driver", Map.of("name", "moderato policy check", "rules", rules))))));
        }
    },

    /** One test case a flaw, failed; one that passed when there is none. */
    JUNIT {
        @Override
        public String of(List<Flaw> flaws) {
            try {
                var text = new StringWriter();
                var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
                xml.writeStartDocument();
                xml.writeStartElement("testsuite");
                xml.writeAttribute("name", "policy check");
                xml.writeAttribute("tests", Integer.toString(Math.max(1, flaws.size())));
                xml.writeAttribute("failures", Integer.toString(flaws.size()));
                for (var flaw : flaws) {
                    xml.writeStartElement("testcase");
                    xml.writeAttribute("classname", flaw.file().toString());
                    xml.writeAttribute("name", flaw.rule() + " in line " + flaw.line());
                    xml.writeStartElement("failure");
                    xml.writeAttribute("type", flaw.severity().toString());
                    xml.writeAttribute("message", flaw.message());
                    xml.writeCharacters(flaw.toString());
                    xml.writeEndElement();
                    xml.writeEndElement();
                }
                if (flaws.isEmpty()) {
                    xml.writeEmptyElement("testcase");
                    xml.writeAttribute("name", "no flaws");
                }
                xml.writeEndDocument();
                return text + "\n";
            } catch (XMLStreamException e) {
                throw new IllegalStateException("JUnit XML can't be written", e);
            }
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    /** The whole report, a line's end last. */
    public abstract String of(List<Flaw> flaws);

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value) + "\n";
        } catch (IOException e) {
            throw new IllegalStateException("flaws can't be written as JSON", e);
        }
    }
}
