package dev.moderato.guard.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.policy.Hazard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * One row of the data.
 *
 * @param hazards what it was labelled as; empty also where that is unknown
 * @param unsafe empty where unknown
 * @param attack whether it tries to override instructions; empty where unknown
 */
record LabelledText(String text, String source, String language, Set<Hazard> hazards, Optional<Boolean> unsafe,
                    Optional<Boolean> attack) {

    private static final String AUTHORED = "authored-";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Whether it was written for this project, and not taken from a data set. */
    boolean authored() {
        return source.startsWith(AUTHORED);
    }

    /** What it says of each of its sentences: that they are safe, or no attack, if the whole is. */
    Optional<LabelledText> harmless() {
        var safe = unsafe.filter(yes -> !yes);
        var noAttack = attack.filter(yes -> !yes);
        return safe.isEmpty() && noAttack.isEmpty() ? Optional.empty()
            : Optional.of(new LabelledText(text, source, language, Set.of(), safe, noAttack));
    }

    boolean english() {
        return language.equals("en");
    }

    /** Rows of a file of JSON lines, packed or not. */
    static List<LabelledText> read(Path file) throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            var source = file.getFileName().toString().replaceFirst("\\..*", "");
            return lines.lines().map(line -> row(line, source)).toList();
        }
    }

    private static InputStream open(Path file) throws IOException {
        return file.toString().endsWith(".gz") ? new GZIPInputStream(Files.newInputStream(file))
            : Files.newInputStream(file);
    }

    private static LabelledText row(String line, String file) {
        try {
            var row = JSON.readTree(line);
            var hazards = EnumSet.noneOf(Hazard.class);
            row.path("s_codes").forEach(code -> Hazard.of(code.asText()).ifPresent(hazards::add));
            return new LabelledText(row.get("text").asText(), row.path("source").asText(AUTHORED + file),
                row.get("lang").asText(), hazards, known(row.path("unsafe")), known(row.path("injection")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Boolean> known(JsonNode label) {
        return label.isNumber() ? Optional.of(label.asInt() == 1) : Optional.empty();
    }
}
