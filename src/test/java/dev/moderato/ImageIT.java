package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be known of the image without a container engine to build it. */
class ImageIT {

    private static final Path DOCKERFILE = Path.of("deploy/image/Dockerfile");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void whatIsCopiedIsThereAfterTheBuildAndNotIgnored() throws IOException {
        var kept = Files.readAllLines(Path.of(".dockerignore")).stream().filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1)).toList();
        var copied = instructions("COPY").flatMap(ImageIT::sources).toList();

        assertTrue(copied.contains("target/quarkus-app/quarkus-run.jar"), copied.toString());
        for (var source : copied) {
            assertTrue(Files.exists(Path.of(source)), source);
            assertTrue(kept.stream().anyMatch(pattern -> pattern.startsWith(source) || source.startsWith(pattern)),
                source + " is ignored");
        }
    }

    @Test
    void theEntryPointIsOfFilesThatAreCopiedOrMade() throws IOException {
        var entryPoint = StreamSupport.stream(JSON.readTree(instructions("ENTRYPOINT").findFirst().orElseThrow())
            .spliterator(), false).map(word -> word.asText()).toList();
        var there = Stream.concat(instructions("COPY").flatMap(ImageIT::sources).map(source ->
            Path.of(source).getFileName().toString()), Stream.of("app.aot")).toList();

        assertEquals("java", entryPoint.get(0));
        for (var word : entryPoint) {
            var place = word.indexOf("/opt/moderato/");
            if (place >= 0) {
                var file = word.substring(place + "/opt/moderato/".length());
                assertTrue(there.contains(file), file);
            }
        }
    }

    @Test
    void theUserIsThatOfTheManifest() throws IOException {
        var user = instructions("USER").reduce((first, last) -> last).orElseThrow();

        assertEquals(PodSpec.read().user(), user);
    }

    @Test
    void theListOfWhatItIsMadeOfNamesEveryLibrary() throws IOException {
        var components = JSON.readTree(Path.of("target/quarkus-run-cyclonedx.json").toFile()).path("components");
        var listed = StreamSupport.stream(components.spliterator(), false)
            .flatMap(component -> StreamSupport.stream(component.at("/evidence/occurrences").spliterator(), false))
            .map(occurrence -> occurrence.path("location").asText()).toList();

        try (var libraries = Files.list(Path.of("target/quarkus-app/lib/main"))) {
            libraries.map(library -> "lib/main/" + library.getFileName())
                .forEach(library -> assertTrue(listed.contains(library), library));
        }
    }

    @Test
    void itsJvmTakesTheOptions() throws IOException {
        var said = onItsJvm("@" + ImageJvm.OPTIONS, "-version");

        assertTrue(said.startsWith("0\n"), said);
        assertTrue(!said.toLowerCase().contains("warning"), said);
    }

    @Test
    void jibGivesItTheSameOptions() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));

        var listed = ImageJvm.options().stream().map(option -> option.replace(",", "\\,")).collect(Collectors.joining(","));
        assertTrue(pom.contains(">" + listed + "</quarkus.jib.jvm-additional-arguments>"));
    }

    @Test
    @Tag("long")
    void theAotCacheIsMadeAndFitsTheJar() throws IOException {
        var app = Path.of("target/quarkus-app").toAbsolutePath();
        var made = ServiceProcess.finish(ServiceProcess.launch(List.of("deploy/image/make-aot-cache", app.toString()),
            Map.of("JAVA", jvm()), folder.resolve("made.log")), folder.resolve("made.log"));
        assertTrue(made.startsWith("0\n"), made);

        // With this mode, a cache that doesn't fit ends the JVM.
        var used = onItsJvm("@" + ImageJvm.OPTIONS, "-XX:AOTMode=on", "-XX:AOTCache=" + app.resolve("app.aot"), "-jar",
            app.resolve("quarkus-run.jar").toString(), "policy", "check", "policies");
        assertTrue(used.startsWith("0\n"), used);
    }

    private String onItsJvm(String... arguments) throws IOException {
        var command = Stream.concat(Stream.of(jvm()), Arrays.stream(arguments)).toList();
        var log = folder.resolve("jvm.log");
        return ServiceProcess.finish(ServiceProcess.launch(command, Map.of(), log), log);
    }

    private static String jvm() throws IOException {
        var home = ImageJvm.home();
        assumeTrue(home.isPresent(), "there is no JVM 25 here");
        return home.get().resolve("bin/java").toString();
    }

    private static Stream<String> instructions(String name) throws IOException {
        return Files.readAllLines(DOCKERFILE).stream().filter(line -> line.startsWith(name + " "))
            .map(line -> line.substring(name.length() + 1));
    }

    private static Stream<String> sources(String copy) {
        var words = copy.split(" ");
        return Arrays.stream(words).limit(words.length - 1);
    }
}
