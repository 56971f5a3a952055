package dev.moderato;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was answered to each line, kept so that a later run knows what is left. */
final class DecisionsFile implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel file;
    private final BitSet done = new BitSet();
    private final Map<String, Long> tally = new TreeMap<>();
    private int ids;

    /** Goes on with what is there; half a line at its end, of a run that was killed, is dropped. */
    DecisionsFile(Path path) throws IOException {
        if (Files.exists(path)) {
            try (var lines = new RandomAccessFile(path.toFile(), "rw")) {
                lines.setLength(wholeLines(path));
            }
            try (var lines = Files.lines(path)) {
                for (var line : (Iterable<String>) lines::iterator) {
                    count(JSON.readTree(line));
                }
            }
        }
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static long wholeLines(Path path) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "r")) {
            var end = file.length();
            while (end > 0) {
                file.seek(end - 1);
                if (file.read() == '\n') {
                    break;
                }
                end--;
            }
            return end;
        }
    }

    synchronized boolean has(long line) {
        return done.get(Math.toIntExact(line));
    }

    synchronized long count() {
        return done.cardinality();
    }

    /** Decisions by outcome, and {@code refused}. */
    synchronized Map<String, Long> tally() {
        return new TreeMap<>(tally);
    }

    /** Of the lines that are done, to tell whether they are those of the file that is read now. */
    synchronized int ids() {
        return ids;
    }

    static int id(long line, Optional<String> id) {
        return id.map(text -> (line + ":" + text).hashCode()).orElse(0);
    }

    synchronized void add(JsonNode answer) throws IOException {
        if (!done.get(answer.path("line").intValue())) {
            file.write(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)));
            count(answer);
        }
    }

    private void count(JsonNode answer) {
        var line = answer.path("line").intValue();
        done.set(line);
        ids += id(line, Optional.ofNullable(answer.path("id").textValue()));
        tally.merge(answer.path("decision").path("outcome").asText("refused"), 1L, Long::sum);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
