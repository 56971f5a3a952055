package dev.moderato.guard.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.guard.Assessment;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Assessment.Unavailable;
import dev.moderato.guard.Cause;
import dev.moderato.guard.Guard;
import dev.moderato.guard.Question;
import dev.moderato.policy.Policy;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A guard's replies to a policy's examples and cases, kept in a file: answers again as that guard did, under its name
 * and its model's. Texts are in it as digests only.
 */
public final class Recording implements Guard {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Map<String, RecordedReply> replies;

    private Recording(Map<String, RecordedReply> replies) {
        this.replies = replies;
    }

    /** @throws IOException saying what to do, when there is none of this policy or a line can't be read */
    public static Recording read(Path folder, Policy policy) throws IOException {
        var file = file(folder, policy);
        if (!Files.exists(file)) {
            throw new IOException("There is no recording " + file + ": make it with --record");
        }
        var replies = new TreeMap<String, RecordedReply>();
        var lines = Files.readAllLines(file);
        for (var i = 0; i < lines.size(); i++) {
            var reply = parsed(lines.get(i)).filter(one -> one.fits(policy));
            if (reply.isEmpty()) {
                throw new IOException(file + ":" + (i + 1) + ": is not a recorded reply; record again");
            }
            replies.put(reply.get().text(), reply.get());
        }
        return new Recording(replies);
    }

    /** Keeps what was said, in the place of what was kept before; all of it or, when it fails, nothing. */
    public static void write(Path folder, Evaluation evaluation) throws IOException {
        var policy = evaluation.test().policy();
        var replies = new TreeMap<String, RecordedReply>();
        evaluation.results().forEach(result -> RecordedReply.of(policy, result)
            .ifPresent(reply -> replies.put(reply.text(), reply)));
        var lines = new StringBuilder();
        for (var reply : replies.values()) {
            lines.append(JSON.writeValueAsString(reply)).append('\n');
        }
        var file = file(folder, policy);
        var whole = Files.createTempFile(folder, policy.id(), ".part");
        try {
            Files.writeString(whole, lines);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    @Override
    public String name() {
        return "recording";
    }

    @Override
    public boolean readsPolicies() {
        return true;
    }

    @Override
    public boolean seesImages() {
        return false;
    }

    /** At once. A text without a reply by this very revision of the policy has no answer. */
    @Override
    public Uni<Assessment> assess(Question question, Duration patience) {
        var policy = question.policy().orElseThrow();
        return Uni.createFrom().item(Optional.ofNullable(replies.get(RecordedReply.digest(question.exchange())))
            .filter(reply -> reply.by(policy)).map(reply -> reply.said(policy))
            .orElseGet(() -> new Unavailable(name(), Optional.of(policy), "", Cause.NOT_CONFIGURED,
                "no recorded reply to this text by this revision of the policy; record again", Effort.NONE)));
    }

    private static Path file(Path folder, Policy policy) {
        return folder.resolve(policy.name() + ".jsonl");
    }

    private static Optional<RecordedReply> parsed(String line) {
        try {
            return Optional.ofNullable(JSON.readValue(line, RecordedReply.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
