package dev.moderato.policy.pack;

import dev.moderato.policy.Direction;
import dev.moderato.policy.pack.PackPolicy.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a pack's table of texts with their labels: what a person wrote, and what a model replied to it.
 */
final class PackCases {

    private static final long MOST_BYTES = 32 << 20;
    /** As many as a submission may have where nothing else is configured. */
    private static final int MOST_CHARACTERS = 100_000;
    private static final int MOST_LINES_ABOVE_HEADER = 10;

    private final Path file;
    private final PackPolicy policy;
    private final Set<String> seen;
    private final List<Labelled> cases = new ArrayList<>();
    private final Map<String, List<Long>> skipped = new TreeMap<>();

    /**
     * A text whose verdict is known.
     *
     * @param expected a category, or safe
     */
    record Labelled(String content, Direction direction, String expected, String why) {
    }

    /** Where the header says what stands; -1 for what it doesn't have. */
    private record Columns(int example, int label, int response, int responseLabel) {
    }

    private PackCases(Path file, PackPolicy policy) {
        this.file = file;
        this.policy = policy;
        this.seen = policy.examples().stream().map(Example::content).collect(Collectors.toCollection(HashSet::new));
    }

    /** @throws BrokenPackException when it is not CSV, or has no header */
    static PackCases read(Path file, PackPolicy policy) throws IOException {
        var read = new PackCases(file, policy);
        try (var parser = CSVParser.parse(PackText.of(file, MOST_BYTES),
            CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(false).get())) {
            read.rows(parser);
        }
        return read;
    }

    List<Labelled> cases() {
        return cases;
    }

    /** Why rows were not taken, and in which lines, a line each. */
    List<String> remarks() {
        return skipped.entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue().size()
            + " left out, line " + entry.getValue().stream().limit(10).map(String::valueOf)
            .collect(Collectors.joining(", ")) + (entry.getValue().size() > 10 ? ", …" : "")).toList();
    }

    private void rows(CSVParser parser) {
        var columns = Optional.<Columns>empty();
        var line = 1L;
        try {
            for (var rows = parser.iterator(); rows.hasNext(); line = parser.getCurrentLineNumber() + 1) {
                var row = rows.next();
                if (columns.isPresent()) {
                    take(row, columns.get(), line);
                } else if (row.getRecordNumber() <= MOST_LINES_ABOVE_HEADER) {
                    columns = columns(row);
                }
            }
        } catch (UncheckedIOException e) {
            throw new BrokenPackException(file, line, "the row that begins here is not CSV");
        }
        if (columns.isEmpty()) {
            throw new BrokenPackException(file, "has no header Example,Classification,Responses,Response Label");
        }
    }

    /** Empty when it is no header. */
    private static Optional<Columns> columns(CSVRecord row) {
        var names = row.toList().stream().map(cell -> cell.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " "))
            .map(name -> name.replaceAll("^(example|response)s$", "$1")).toList();
        var columns = new Columns(names.indexOf("example"), names.indexOf("classification"), names.indexOf("response"),
            names.indexOf("response label"));
        return Optional.of(columns).filter(found -> found.example() >= 0 && found.label() >= 0);
    }

    private void take(CSVRecord row, Columns columns, long line) {
        take(row, columns.example(), columns.label(), Direction.INPUT, line);
        take(row, columns.response(), columns.responseLabel(), Direction.OUTPUT, line);
    }

    private void take(CSVRecord row, int column, int labelColumn, Direction direction, long line) {
        var content = cell(row, column);
        var label = cell(row, labelColumn).strip();
        if (content.isBlank() && label.isEmpty()) {
            return;
        }
        var expected = policy.ids().find(label);
        if (content.isBlank()) {
            skip("a label without a text", line);
        } else if (expected.isEmpty()) {
            skip(label.isEmpty() ? "a text without a label" : "a label that the policy doesn't have", line);
        } else if (content.length() > MOST_CHARACTERS) {
            skip("more than " + MOST_CHARACTERS + " characters", line);
        } else if (content.indexOf('\0') >= 0) {
            skip("a NUL", line);
        } else if (!seen.add(content)) {
            skip("the same as another, or as an example", line);
        } else {
            cases.add(new Labelled(content, direction, expected.get(), policy.titleOf(expected.get()) + "; "
                + file.getFileName() + " line " + line));
        }
    }

    private void skip(String why, long line) {
        skipped.computeIfAbsent(why, reason -> new ArrayList<>()).add(line);
    }

    private static String cell(CSVRecord row, int column) {
        return column >= 0 && column < row.size() ? row.get(column) : "";
    }
}
