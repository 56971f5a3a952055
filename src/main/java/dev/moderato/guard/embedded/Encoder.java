package dev.moderato.guard.embedded;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * all-MiniLM-L6-v2, quantised, as it ships in a Maven artifact, learned on English. Besides its last layer two earlier
 * ones are read: they generalise better to texts unlike those that were trained on. Safe for many threads at once; each
 * call computes on the thread that makes it.
 */
final class Encoder implements AutoCloseable {

    static final String MODEL = "all-MiniLM-L6-v2-q layers 2, 4, 6";
    /** Numbers that one layer has for a token. */
    static final int LAYER = 384;
    /** What the second and the fourth layer put out, by the names that they have in the model's file. */
    private static final List<String> INNER = List.of(
        "/encoder/layer.1/output/LayerNorm/Add_1_output_0", "/encoder/layer.3/output/LayerNorm/Add_1_output_0");
    private static final List<String> OUTPUTS =
        Stream.concat(INNER.stream(), Stream.of("last_hidden_state")).toList();
    /** Numbers of a text. */
    static final int WIDTH = OUTPUTS.size() * LAYER;
    private static final long BEGIN = 101;
    private static final long END = 102;
    /** Both of these. */
    private static final int MARKS = 2;
    /** How long a text must be beside the longest that it is read with, so that little is computed in vain. */
    private static final double ALIKE = 0.7;

    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    private Encoder(HuggingFaceTokenizer tokenizer, byte[] model) throws OrtException {
        this.tokenizer = tokenizer;
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = environment.createSession(model, options);
        }
    }

    /** Reads the model from the class path: takes about a second. */
    static Encoder load() throws IOException, OrtException {
        // Otherwise DJL tells its makers of its use in their cloud, and may fetch libraries.
        System.setProperty("ai.djl.offline", "true");
        try (var vocabulary = resource("all-minilm-l6-v2-q-tokenizer.json");
             var model = resource("all-minilm-l6-v2-q.onnx")) {
            return new Encoder(HuggingFaceTokenizer.newInstance(vocabulary,
                Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false")), opened(model));
        }
    }

    private static InputStream resource(String name) throws IOException {
        var stream = Encoder.class.getResourceAsStream("/" + name);
        if (stream == null) {
            throw new IOException(name + " is not on the class path");
        }
        return stream;
    }

    /**
     * The model with its inner layers among its outputs. Protocol Buffers merge a message that is appended to another
     * (their encoding guide, "Last One Wins"); in onnx.proto a model's graph is field 7, a graph's outputs are field 12
     * and an output's name is field 1.
     */
    private static byte[] opened(InputStream model) throws IOException {
        var bytes = new ByteArrayOutputStream();
        model.transferTo(bytes);
        for (var output : INNER) {
            bytes.write(field(7, field(12, field(1, output.getBytes(StandardCharsets.US_ASCII)))));
        }
        return bytes.toByteArray();
    }

    /** @param value shorter than 128 bytes, so that its length is one */
    private static byte[] field(int number, byte[] value) {
        var field = new byte[value.length + 2];
        field[0] = (byte) (number << 3 | 2);
        field[1] = (byte) value.length;
        System.arraycopy(value, 0, field, 2, value.length);
        return field;
    }

    /** The tokens of each text, without the marks of beginning and end. */
    List<long[]> tokens(List<String> texts) {
        return texts.isEmpty() ? List.of() : List.of(tokenizer.batchEncode(texts)).stream()
            .map(encoding -> encoding.getIds()).toList();
    }

    /**
     * What the encoder sees in each of some texts by itself. Those of about the same length go through it together,
     * which takes less time.
     *
     * @param texts tokens of each, at most 510
     */
    List<Sight> see(List<long[]> texts) throws OrtException {
        var byLength = IntStream.range(0, texts.size()).boxed()
            .sorted(Comparator.comparing(i -> -texts.get(i).length)).toList();
        var seen = new Sight[texts.size()];
        for (var begin = 0; begin < seen.length;) {
            var longest = texts.get(byLength.get(begin)).length;
            var end = begin + 1;
            while (end < seen.length && texts.get(byLength.get(end)).length + MARKS >= ALIKE * (longest + MARKS)) {
                end++;
            }
            see(texts, byLength.subList(begin, end), longest + MARKS, seen);
            begin = end;
        }
        return List.of(seen);
    }

    private void see(List<long[]> texts, List<Integer> chosen, int length, Sight[] seen) throws OrtException {
        var ids = new long[chosen.size() * length];
        var read = new long[ids.length];
        for (var row = 0; row < chosen.size(); row++) {
            var tokens = texts.get(chosen.get(row));
            ids[row * length] = BEGIN;
            System.arraycopy(tokens, 0, ids, row * length + 1, tokens.length);
            ids[row * length + 1 + tokens.length] = END;
            Arrays.fill(read, row * length, row * length + tokens.length + MARKS, 1);
        }
        var shape = new long[] {chosen.size(), length};
        try (var input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
             var mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(read), shape);
             var types = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
             var result = session.run(
                 Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
            var sums = new float[chosen.size()][WIDTH];
            var states = new float[ids.length * LAYER];
            for (var layer = 0; layer < OUTPUTS.size(); layer++) {
                ((OnnxTensor) result.get(OUTPUTS.get(layer)).orElseThrow()).getFloatBuffer().get(states);
                for (var token = 0; token < ids.length; token++) {
                    if (read[token] == 1) {
                        add(states, token * LAYER, sums[token / length], layer * LAYER);
                    }
                }
            }
            for (var row = 0; row < chosen.size(); row++) {
                seen[chosen.get(row)] = new Sight(sums[row]);
            }
        }
    }

    private static void add(float[] states, int from, float[] sums, int to) {
        for (var i = 0; i < LAYER; i++) {
            sums[to + i] += states[from + i];
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }
}
