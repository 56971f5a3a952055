package dev.moderato.guard.evaluation;

import dev.moderato.guard.Content;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Guard;
import dev.moderato.guard.Question;
import dev.moderato.policy.CaseFile;
import dev.moderato.policy.Direction;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyFolder;
import io.smallrye.mutiny.Multi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A policy and the texts to test it by.
 *
 * @param file where the policy stands
 * @param trials its examples, then its cases
 */
public record PolicyTrials(Path file, Policy policy, List<Trial> trials) {

    public PolicyTrials {
        trials = List.copyOf(trials);
    }

    /** The policies of a profile, or of every profile in a folder of them. */
    public static List<Path> files(Path folder) throws IOException {
        var files = new ArrayList<Path>();
        for (var profile : Stream.concat(Stream.of(folder), PolicyFolder.profiles(folder).stream()).toList()) {
            try (var children = Files.list(profile)) {
                files.addAll(children.filter(PolicyFolder::isPolicy).sorted().toList());
            }
        }
        return files;
    }

    /**
     * A policy with its examples, and with the cases of the file beside it if there is one.
     *
     * @throws dev.moderato.policy.BrokenPolicyException naming file and line
     */
    public static PolicyTrials read(Path file) throws IOException {
        var policy = PolicyFolder.policy(file, Files.readAllBytes(file));
        var cases = file.resolveSibling(policy.id() + CaseFile.ENDING);
        var examples = policy.examples().stream().map(example -> new Trial(file, example.line(),
            exchange(example.content(), CaseFile.direction(policy)), example.category(), "an example of the policy",
            true));
        var known = !Files.exists(cases) ? Stream.<Trial>empty()
            : CaseFile.read(cases, Files.readAllBytes(cases), policy).stream().map(one -> new Trial(cases, one.line(),
                exchange(one.content(), one.direction()), one.expected(), one.why(), false));
        return new PolicyTrials(file, policy, Stream.concat(examples, known).toList());
    }

    /**
     * Has every text judged. Never fails and always ends.
     *
     * @param patience for each text
     * @param each is told of every answer as it comes, on any thread
     */
    public Evaluation judgedBy(Guard guard, Duration patience, int atOnce, Runnable each) {
        var results = Multi.createFrom().iterable(trials)
            .onItem().transformToUni(trial -> guard.assess(Question.about(trial.exchange()).by(policy), patience)
                .map(said -> new Result(trial, said)))
            .merge(atOnce).invoke(each).collect().asList().await().indefinitely();
        return new Evaluation(this, results.stream()
            .sorted(Comparator.comparing(result -> trials.indexOf(result.trial()))).toList());
    }

    private static Exchange exchange(String content, Direction direction) {
        return new Exchange(Content.of(content), direction, List.of());
    }
}
