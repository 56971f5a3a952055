package dev.moderato.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The environment variables that have a meaning when the service runs: those of our own {@code @ConfigMapping}s, of
 * Quarkus's extensions that are in it (what is fixed by the build is not among them), of Kafka's clients, and those
 * that {@code application.properties} reads.
 */
final class KnownSettings {

    private static final String ANYTHING = "[A-Z0-9_]+";
    /** Read by a library itself. */
    private static final String LIBRARIES = "DJL_CACHE_DIR";
    private static final Pattern READ = Pattern.compile("\\$\\{([A-Z0-9_]+):");
    /** What stands for a map's key in Quarkus's lists. */
    private static final String QUARKUS_KEY = "__[A-Z0-9_]+?__";

    private final Pattern names;

    KnownSettings() throws IOException {
        names = Pattern.compile(Stream.of(ours(), quarkuss(), kafkas(), read(), Stream.of(LIBRARIES))
            .flatMap(names -> names).distinct().collect(Collectors.joining("|")));
    }

    boolean know(String environmentVariable) {
        return names.matcher(environmentVariable).matches();
    }

    private static Stream<String> ours() {
        return new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("dev.moderato").stream()
            .filter(type -> type.isAnnotatedWith(ConfigMapping.class)).map(JavaClass::reflect)
            .flatMap(type -> ConfigMappings.getProperties(ConfigClass.configClass(type)).keySet().stream())
            .map(KnownSettings::pattern);
    }

    private static Stream<String> quarkuss() throws IOException {
        var lists = Collections.list(KnownSettings.class.getClassLoader()
            .getResources("META-INF/quarkus-config-doc/quarkus-config-model.json"));
        var json = new ObjectMapper();
        var names = Stream.<String>of();
        for (var list : lists) {
            names = Stream.concat(names, json.readTree(list).findParents("path").stream()
                .filter(item -> item.path("phase").asText().equals("RUN_TIME"))
                .flatMap(item -> Stream.concat(Stream.of(item.get("path")), elements(item.path("additionalPaths"))))
                .map(path -> path.path("environmentVariable").asText()).filter(name -> !name.isEmpty())
                .map(name -> name.replaceAll(QUARKUS_KEY, "__" + ANYTHING + "__")));
        }
        return names;
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return array.findParents("environmentVariable").stream();
    }

    private static Stream<String> kafkas() {
        return Stream.of(ConsumerConfig.configNames(), ProducerConfig.configNames()).flatMap(names -> names.stream())
            .map(name -> pattern("kafka." + name));
    }

    private static Stream<String> read() {
        var properties = KustomizeFolder.text(Path.of("src/main/resources/application.properties"));
        return READ.matcher(properties).results().map((MatchResult found) -> found.group(1));
    }

    /** A property's name as an environment variable; {@code *} stands for any key. */
    private static String pattern(String property) {
        return List.of(property.split("\\*", -1)).stream()
            .map(part -> part.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT))
            .collect(Collectors.joining(ANYTHING));
    }
}
