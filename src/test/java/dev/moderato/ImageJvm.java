package dev.moderato;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The JVM that the image has, where this machine has one too, and its options. */
final class ImageJvm {

    private static final int FEATURE = 25;
    private static final Path USUAL_PLACE = Path.of("/usr/lib/jvm");

    static final Path OPTIONS = Path.of("deploy/image/jvm.options");

    private ImageJvm() {
    }

    /** The folder of a JDK or JRE 25: ours, or one in {@code /usr/lib/jvm}. */
    static Optional<Path> home() throws IOException {
        if (Runtime.version().feature() == FEATURE) {
            return Optional.of(Path.of(System.getProperty("java.home")));
        }
        if (!Files.isDirectory(USUAL_PLACE)) {
            return Optional.empty();
        }
        try (var homes = Files.list(USUAL_PLACE)) {
            return homes.filter(home -> home.getFileName().toString().contains(Integer.toString(FEATURE)))
                .filter(home -> Files.isExecutable(home.resolve("bin/java"))).findFirst();
        }
    }

    /** Those of the image. */
    static List<String> options() throws IOException {
        return Files.readAllLines(OPTIONS).stream().filter(line -> line.startsWith("-")).toList();
    }
}
