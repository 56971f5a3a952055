package dev.moderato.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of {@code deploy/observability}. */
final class Observability {

    static final Path FOLDER = Path.of("deploy", "observability");

    /** A query as it stands in a file, and where. */
    record Query(String where, String expression) {
    }

    private Observability() {
    }

    static JsonNode spec() {
        return read(new YAMLMapper(), "prometheusrule.yaml").path("spec");
    }

    static List<JsonNode> rules() {
        return each(spec().path("groups")).flatMap(group -> each(group.path("rules"))).toList();
    }

    static List<JsonNode> alerts() {
        return rules().stream().filter(rule -> rule.has("alert")).toList();
    }

    static JsonNode dashboard() {
        return read(new ObjectMapper(), "dashboard.json");
    }

    static List<JsonNode> panels() {
        return each(dashboard().path("panels")).toList();
    }

    /** Of the rules and the dashboard, with a length of time for the dashboard's interval. */
    static List<Query> queries() {
        var queries = new ArrayList<Query>();
        rules().forEach(rule -> queries.add(new Query(rule.path("alert").asText(rule.path("record").asText()),
            rule.path("expr").asText())));
        panels().forEach(panel -> each(panel.path("targets")).forEach(target -> queries.add(new Query(
            panel.path("title").asText(), target.path("expr").asText().replace("$__rate_interval", "5m")))));
        each(dashboard().path("annotations").path("list")).forEach(annotation -> queries.add(
            new Query(annotation.path("name").asText(), annotation.path("expr").asText())));
        return queries;
    }

    static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode read(ObjectMapper mapper, String file) {
        try {
            return mapper.readTree(FOLDER.resolve(file).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
