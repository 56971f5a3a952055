package dev.moderato.guard.embedded;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * all-MiniLM-L6-v2, quantised, as it ships in a Maven artifact: 384 numbers a text, learned on English. Safe for many
 * threads at once; each call computes on the thread that makes it.
 */
final class Encoder implements AutoCloseable {

    static final String MODEL = "all-MiniLM-L6-v2-q";
    static final int WIDTH = 384;
    private static final long BEGIN = 101;
    private static final long END = 102;

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
        try (var vocabulary = resource("all-minilm-l6-v2-q-tokenizer.json");
             var model = resource("all-minilm-l6-v2-q.onnx")) {
            return new Encoder(HuggingFaceTokenizer.newInstance(vocabulary,
                Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false")), model.readAllBytes());
        }
    }

    private static InputStream resource(String name) throws IOException {
        var stream = Encoder.class.getResourceAsStream("/" + name);
        if (stream == null) {
            throw new IOException(name + " is not on the class path");
        }
        return stream;
    }

    /** The tokens of each text, without the marks of beginning and end. */
    List<long[]> tokens(List<String> texts) {
        return texts.isEmpty() ? List.of() : List.of(tokenizer.batchEncode(texts)).stream()
            .map(encoding -> encoding.getIds()).toList();
    }

    /**
     * What the encoder sees in sentences that it reads together.
     *
     * @param sentences tokens of each; at most 510 together
     */
    Sight see(List<long[]> sentences) throws OrtException {
        var ids = LongStream.concat(LongStream.concat(LongStream.of(BEGIN),
            sentences.stream().flatMapToLong(LongStream::of)), LongStream.of(END)).toArray();
        var ones = new long[ids.length];
        java.util.Arrays.fill(ones, 1);
        var shape = new long[] {1, ids.length};
        try (var input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
             var mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
             var types = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
             var result = session.run(
                 Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
            var states = ((OnnxTensor) result.get(0)).getFloatBuffer();
            var hidden = new float[ids.length * WIDTH];
            states.get(hidden);
            return Sight.of(hidden, sentences);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
        tokenizer.close();
    }

    /**
     * Means of the tokens' states, of length 1.
     *
     * @param whole over everything read together
     * @param sentences over each sentence, in the light of the others
     */
    record Sight(float[] whole, List<float[]> sentences) {

        private static Sight of(float[] hidden, List<long[]> sentences) {
            var all = new float[WIDTH];
            add(hidden, 0, hidden.length / WIDTH, all);
            var each = new java.util.ArrayList<float[]>(sentences.size());
            var begin = 1;
            for (var sentence : sentences) {
                var mean = new float[WIDTH];
                add(hidden, begin, begin + sentence.length, mean);
                each.add(unit(mean));
                begin += sentence.length;
            }
            return new Sight(unit(all), each);
        }

        private static void add(float[] hidden, int begin, int end, float[] sum) {
            for (var token = begin; token < end; token++) {
                for (var i = 0; i < WIDTH; i++) {
                    sum[i] += hidden[token * WIDTH + i];
                }
            }
        }

        private static float[] unit(float[] vector) {
            var squares = 0d;
            for (var value : vector) {
                squares += (double) value * value;
            }
            var length = Math.max(1e-9, Math.sqrt(squares));
            for (var i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / length);
            }
            return vector;
        }
    }
}
