package dev.moderato.guard.embedded;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.guard.embedded.Passage.Piece;
import dev.moderato.policy.Outcome;
import dev.moderato.policy.Revision;
import dev.moderato.policy.Thresholds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What training left, and a header that says what it is and where it came from. Every label's score is the sum of two:
 * of a small network over the encoder's numbers, whose one hidden layer all labels share, and of a linear head over the
 * character sequences. Built by the command in {@code src/train}.
 *
 * @param header everything that isn't a weight
 * @param hidden from each of the encoder's numbers, one weight for each hidden unit
 * @param hiddenBias one for each hidden unit
 * @param outputs of each label, one weight for each hidden unit
 * @param scales of each label, what one step of its {@code grams} is worth
 * @param grams of each bucket, one step count a label, in the labels' order: all that a bucket says lies together
 * @param revision digest of the whole resource
 */
record Weights(Header header, float[][] hidden, float[] hiddenBias, float[][] outputs, float[] scales, byte[] grams,
               String revision) {

    static final String RESOURCE = "/embedded-guards.weights";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param encoder whose numbers the network reads
     * @param nearest at least so similar (cosine) must an example be for a policy to be found violated
     * @param data digests of the files trained and validated on
     * @param metrics what was measured on the validation rows
     * @param date of the training, ISO 8601
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Header(String name, String date, long seed, String encoder, int buckets, int hidden, List<Label> labels,
                  double nearest, Map<String, String> data, JsonNode metrics) {

        Header with(List<Label> labels) {
            return new Header(name, date, seed, encoder, buckets, hidden, labels, nearest, data, metrics);
        }

        int index(String label) {
            for (var i = 0; i < labels.size(); i++) {
                if (labels.get(i).name().equals(label)) {
                    return i;
                }
            }
            throw new IllegalArgumentException("the weights have no label " + label);
        }
    }

    /**
     * One head. For {@code unsafe} and {@code prompt-attack} the thresholds say what follows; a hazard's probability is
     * one among unsafe texts, and {@code review} says from where on the hazard is named.
     *
     * @param calibration from the head's score to a probability
     * @param review from which probability on a person should look: leans to recall
     * @param block from which probability on so few benign texts are met (1 % of the validation rows) that it may block
     */
    record Label(String name, double bias, Calibration calibration, double review, double block) {

        Outcome follows(double probability) {
            return new Thresholds(review, block, 1).reached(probability);
        }
    }

    Weights with(Header header) {
        return new Weights(header, hidden, hiddenBias, outputs, scales, grams, revision);
    }

    static Weights load() throws IOException {
        try (var resource = Weights.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IOException(RESOURCE + " is not on the class path");
            }
            return read(resource);
        }
    }

    static Weights read(InputStream resource) throws IOException {
        var bytes = resource.readAllBytes();
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        var header = JSON.readValue(in.readUTF(), Header.class);
        var labels = header.labels().size();
        if (!header.encoder().equals(Encoder.MODEL) || header.buckets() != CharacterGrams.BUCKETS) {
            throw new IOException(RESOURCE + " was trained for " + header.encoder() + " and " + header.buckets()
                + " buckets, this is " + Encoder.MODEL + " and " + CharacterGrams.BUCKETS);
        }
        var hidden = layer(in, Encoder.WIDTH, header.hidden());
        var hiddenBias = floats(in, header.hidden());
        var outputs = layer(in, labels, header.hidden());
        var scales = floats(in, labels);
        var grams = in.readNBytes(CharacterGrams.BUCKETS * labels);
        if (grams.length != CharacterGrams.BUCKETS * labels || in.read() >= 0) {
            throw new IOException(RESOURCE + " has not the length that its header says");
        }
        return new Weights(header, hidden, hiddenBias, outputs, scales, grams, Revision.of(bytes));
    }

    byte[] bytes() throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeUTF(JSON.writeValueAsString(header));
        for (var input : hidden) {
            write(out, input);
        }
        write(out, hiddenBias);
        for (var label : outputs) {
            write(out, label);
        }
        write(out, scales);
        out.write(grams);
        return bytes.toByteArray();
    }

    /** Name and revision, as an assessment tells them. */
    String model() {
        return header.name() + "@" + revision.substring(0, "sha256:".length() + 12);
    }

    /** The score of every label, of each piece. Together they take less time, since the weights are read once. */
    List<double[]> scores(List<Piece> pieces) {
        var units = units(pieces);
        return IntStream.range(0, pieces.size()).mapToObj(i -> scores(pieces.get(i), units[i])).toList();
    }

    private double[] scores(Piece piece, float[] units) {
        var text = piece.grams();
        var scores = new double[scales.length];
        for (var i = 0; i < text.buckets().length; i++) {
            var row = text.buckets()[i] * scores.length;
            for (var label = 0; label < scores.length; label++) {
                scores[label] += text.values()[i] * grams[row + label];
            }
        }
        for (var label = 0; label < scores.length; label++) {
            scores[label] = scores[label] * scales[label] + header.labels().get(label).bias()
                + dot(units, outputs[label]) - piece.caution();
        }
        return scores;
    }

    private float[][] units(List<Piece> pieces) {
        var units = new float[pieces.size()][];
        Arrays.setAll(units, i -> hiddenBias.clone());
        for (var i = 0; i < hidden.length; i++) {
            for (var piece = 0; piece < units.length; piece++) {
                add(units[piece], pieces.get(piece).sight()[i], hidden[i]);
            }
        }
        for (var piece : units) {
            for (var unit = 0; unit < piece.length; unit++) {
                piece[unit] = Math.max(0, piece[unit]);
            }
        }
        return units;
    }

    private static void add(float[] units, float times, float[] weights) {
        for (var unit = 0; unit < units.length; unit++) {
            units[unit] += times * weights[unit];
        }
    }

    private static double dot(float[] units, float[] weights) {
        var sum = 0d;
        for (var unit = 0; unit < units.length; unit++) {
            sum += units[unit] * weights[unit];
        }
        return sum;
    }

    private static float[][] layer(DataInputStream in, int rows, int width) throws IOException {
        var layer = new float[rows][];
        for (var i = 0; i < rows; i++) {
            layer[i] = floats(in, width);
        }
        return layer;
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        var floats = new float[count];
        for (var i = 0; i < count; i++) {
            floats[i] = in.readFloat();
        }
        return floats;
    }

    private static void write(DataOutputStream out, float[] floats) throws IOException {
        for (var value : floats) {
            out.writeFloat(value);
        }
    }
}
