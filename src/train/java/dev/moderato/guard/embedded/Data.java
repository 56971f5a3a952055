package dev.moderato.guard.embedded;

import ai.onnxruntime.OrtException;
import dev.moderato.policy.Revision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows to train and to validate on, as the models see them.
 *
 * @param train with the authored rows, whose sources begin with {@code authored-}
 * @param digests of each file read
 */
record Data(List<Sample> train, List<Sample> valid, Map<String, String> digests) {

    static final Path AUTHORED = Path.of("src/train/authored");

    /** @param folder with {@code train.jsonl.gz} and {@code valid.jsonl.gz} */
    static Data read(Path folder, Encoder encoder) throws IOException, OrtException {
        var digests = new TreeMap<String, String>();
        var train = new ArrayList<>(rows(folder.resolve("train.jsonl.gz"), digests));
        for (var file : authored()) {
            train.addAll(rows(file, digests));
        }
        var valid = rows(folder.resolve("valid.jsonl.gz"), digests);
        return new Data(samples(train, encoder), samples(valid, encoder), digests);
    }

    private static List<Path> authored() throws IOException {
        if (!Files.isDirectory(AUTHORED)) {
            return List.of();
        }
        try (var files = Files.list(AUTHORED)) {
            return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
        }
    }

    private static List<LabelledText> rows(Path file, Map<String, String> digests) throws IOException {
        digests.put(file.getFileName().toString(), Revision.of(Files.readAllBytes(file)));
        return LabelledText.read(file);
    }

    private static List<Sample> samples(List<LabelledText> rows, Encoder encoder) {
        var begin = System.nanoTime();
        var samples = rows.parallelStream().map(row -> Sample.of(row, encoder))
            .filter(sample -> !sample.passages().isEmpty()).toList();
        System.out.printf("%d rows seen in %d s%n", samples.size(), (System.nanoTime() - begin) / 1_000_000_000);
        return samples;
    }
}
