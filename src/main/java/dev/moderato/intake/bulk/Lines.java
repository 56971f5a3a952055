package dev.moderato.intake.bulk;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Cuts a stream of bytes into lines. Holds no more than a chunk of it, and the line that isn't whole yet; what is
 * longer than a line may be is passed over to its end.
 */
final class Lines {

    /**
     * A line that is not blank.
     *
     * @param number from 1, blank lines counted
     * @param json null where it was too long
     */
    record Line(long number, byte[] json) {

        int length() {
            return json == null ? 0 : json.length;
        }
    }

    private final int mostBytes;
    private final Queue<Line> whole = new ArrayDeque<>();
    private Buffer partial = Buffer.buffer();
    private boolean tooLong;
    private long number = 1;

    Lines(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    void add(Buffer chunk) {
        var from = 0;
        for (var i = 0; i < chunk.length(); i++) {
            if (chunk.getByte(i) == '\n') {
                append(chunk, from, i);
                endLine();
                from = i + 1;
            }
        }
        append(chunk, from, chunk.length());
    }

    /** The last line needs no line feed. */
    void end() {
        endLine();
    }

    /** The next line that is whole, or null. */
    Line next() {
        return whole.poll();
    }

    boolean isEmpty() {
        return whole.isEmpty();
    }

    private void append(Buffer chunk, int from, int to) {
        tooLong |= partial.length() + to - from > mostBytes;
        if (tooLong) {
            partial = Buffer.buffer();
        } else {
            partial.appendBuffer(chunk, from, to - from);
        }
    }

    private void endLine() {
        if (tooLong) {
            whole.add(new Line(number, null));
        } else if (!isBlank(partial)) {
            whole.add(new Line(number, partial.getBytes()));
        }
        number++;
        tooLong = false;
        partial = Buffer.buffer();
    }

    private static boolean isBlank(Buffer line) {
        for (var i = 0; i < line.length(); i++) {
            if (line.getByte(i) > ' ' || line.getByte(i) < 0) {
                return false;
            }
        }
        return true;
    }
}
