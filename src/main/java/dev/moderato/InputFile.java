package dev.moderato;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moderato.intake.access.ApiKeys;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file of submissions, a line each, read one by one. */
final class InputFile implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIGITS = 24;

    private final InputStream bytes;
    private long number;

    InputFile(Path file) throws IOException {
        bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    }

    /**
     * A line.
     *
     * @param number from 1
     */
    record Line(long number, byte[] json) {

        boolean isBlank() {
            return new String(json, StandardCharsets.UTF_8).isBlank();
        }

        /** As it is sent: one without an id is given one, made of its bytes and its number. */
        Named named() throws JsonProcessingException {
            var submission = submission();
            if (submission.isEmpty()) {
                return new Named(json, Optional.empty());
            }
            var id = submission.get().path("id");
            if (!id.isNull() && !id.isMissingNode()) {
                return new Named(json, Optional.of(id.asText()));
            }
            var digest = ApiKeys.hash(new String(json, StandardCharsets.UTF_8)).substring("sha256:".length());
            var made = digest.substring(0, DIGITS) + "-" + number;
            return new Named(JSON.writeValueAsBytes(submission.get().put("id", made)), Optional.of(made));
        }

        private Optional<ObjectNode> submission() {
            try {
                return JSON.readTree(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * A line with its id.
     *
     * @param id by which a repeat finds the decision that stands; none where the line can't be read
     */
    record Named(byte[] json, Optional<String> id) {
    }

    /** The next line, or null at the end. */
    Line next() throws IOException {
        var line = new ByteArrayOutputStream();
        var read = bytes.read();
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n') {
            line.write(read);
            read = bytes.read();
        }
        return new Line(++number, line.toByteArray());
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
