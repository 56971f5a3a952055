package dev.moderato.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The two profiles of a run: {@code one} asks one guard, {@code default} three. Content is not kept. */
final class Books {

    private static final String PROMPT_GUARD =
        "  prompt-guard: {hazard: S14, review: 0.5, block: 0.9, directions: [input]}\n";

    private Books() {
    }

    static Path write(Path folder) {
        try {
            var hazards = Files.readString(Path.of("policies/default/hazards.yaml"));
            var table = hazards.substring(hazards.indexOf("\nhazards:"));
            profile(folder.resolve("one"), PROMPT_GUARD, table);
            var three = profile(folder.resolve("default"), PROMPT_GUARD + "  llama-guard: {}\n", table);
            Files.writeString(three.resolve("spam.md"), Files.readString(Path.of("policies/default/spam.md"))
                .replaceFirst("\nconsult: \\w+", "\nconsult: always"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path profile(Path folder, String guards, String table) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("hazards.yaml"), "keep: digest\nguards:\n" + guards + table);
        return folder;
    }
}
