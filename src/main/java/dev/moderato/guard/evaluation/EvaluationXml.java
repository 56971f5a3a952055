package dev.moderato.guard.evaluation;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Evaluations as JUnit XML: a suite a policy, a test a text, and one for the gate. It fails where the evaluation does:
 * what came out wrong within a gate that is passed is marked as skipped.
 */
public final class EvaluationXml {

    private EvaluationXml() {
    }

    public static String of(List<Evaluation> evaluations) {
        try {
            var text = new StringWriter();
            var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument();
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", "policy test");
            for (var evaluation : evaluations) {
                suite(xml, evaluation);
            }
            xml.writeEndDocument();
            return text + "\n";
        } catch (XMLStreamException e) {
            throw new IllegalStateException("JUnit XML can't be written", e);
        }
    }

    private static void suite(XMLStreamWriter xml, Evaluation evaluation) throws XMLStreamException {
        var passed = evaluation.passed();
        var silent = evaluation.unanswered().size();
        var wrong = evaluation.wrong().size() - silent;
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", evaluation.test().policy().name());
        xml.writeAttribute("tests", Integer.toString(evaluation.results().size() + 1));
        xml.writeAttribute("failures", Integer.toString(passed ? 0 : wrong + 1));
        xml.writeAttribute("errors", Integer.toString(silent));
        xml.writeAttribute("skipped", Integer.toString(passed ? wrong : 0));
        xml.writeStartElement("properties");
        property(xml, "revision", evaluation.test().policy().revision());
        for (var judge : evaluation.judges()) {
            property(xml, "judged by", judge);
        }
        property(xml, "precision", evaluation.precision().toString());
        property(xml, "recall", evaluation.recall().toString());
        xml.writeEndElement();
        for (var result : evaluation.results()) {
            test(xml, evaluation, result.trial() + " is " + result.expected());
            if (!result.right()) {
                outcome(xml, !result.answered() ? "error" : passed ? "skipped" : "failure", "found " + result.found()
                    + " (" + Printable.of(result.trial().why()) + "): " + result.rationale());
            }
            xml.writeEndElement();
        }
        test(xml, evaluation, "gate");
        if (!passed) {
            outcome(xml, "failure", EvaluationText.verdict(evaluation));
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void property(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeEmptyElement("property");
        xml.writeAttribute("name", name);
        xml.writeAttribute("value", value);
    }

    private static void test(XMLStreamWriter xml, Evaluation evaluation, String name) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", evaluation.test().policy().name());
        xml.writeAttribute("name", name);
    }

    private static void outcome(XMLStreamWriter xml, String what, String message) throws XMLStreamException {
        xml.writeEmptyElement(what);
        xml.writeAttribute("message", message);
    }
}
