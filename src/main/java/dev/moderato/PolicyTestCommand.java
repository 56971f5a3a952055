package dev.moderato;

import dev.moderato.guard.Guard;
import dev.moderato.guard.Guards;
import dev.moderato.guard.evaluation.Evaluation;
import dev.moderato.guard.evaluation.EvaluationText;
import dev.moderato.guard.evaluation.EvaluationXml;
import dev.moderato.guard.evaluation.PolicyTrials;
import dev.moderato.guard.evaluation.Recording;
import dev.moderato.policy.BrokenPolicyException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts policies to the test: their examples and cases, judged by the guard that reads them. */
@Command(name = "test", mixinStandardHelpOptions = true,
    description = {"Has a policy's examples and cases judged by the guard that reads policies, or by",
        "the one in the process when none is configured. policies/README.md has more."},
    footer = {"", "Exit status: 0 when every policy passed its gate, 1 when not, 2 when it could not be tried."})
class PolicyTestCommand implements Callable<Integer> {

    private static final int MOST_AT_ONCE = 64;

    @Parameters(paramLabel = "FILE-OR-FOLDER", arity = "0..*", defaultValue = "policies/default",
        description = "policies, or folders of them (${DEFAULT-VALUE})")
    private List<Path> where;

    @Option(names = "--at-once", defaultValue = "4", description = "how many texts are judged at once"
        + " (${DEFAULT-VALUE})")
    private int atOnce;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "60",
        description = "how long each text may take, with waiting for a host's limits (${DEFAULT-VALUE})")
    private int timeout;

    @Option(names = "--junit", paramLabel = "FILE", description = "writes the results as JUnit XML too")
    private Path junit;

    @ArgGroup(exclusive = true)
    private final Recorded recorded = new Recorded();

    @Spec
    private CommandSpec spec;

    /** Replies on their way into a folder or out of one. */
    static class Recorded {

        @Option(names = "--record", paramLabel = "FOLDER", description = "keeps the replies there, a file a policy")
        private Path record;

        @Option(names = "--replay", paramLabel = "FOLDER",
            description = "asks nobody, and takes the replies from there")
        private Path replay;
    }

    /** Who judges by a policy. */
    private interface Judges {

        Guard of(PolicyTrials policy) throws IOException;
    }

    @Override
    public Integer call() throws IOException {
        check();
        try {
            var policies = policies();
            if (recorded.replay != null) {
                spec.commandLine().getOut().println("Recorded replies; no model was asked now.");
                return tested(policies, policy -> Recording.read(recorded.replay, policy.policy()));
            }
            return GuardsAlone.with(guards -> testedBy(guards, policies));
        } catch (IOException | BrokenPolicyException e) {
            return cannot(e);
        }
    }

    private void check() {
        must(atOnce >= 1 && atOnce <= MOST_AT_ONCE, "--at-once must be 1 to " + MOST_AT_ONCE + ", was " + atOnce);
        must(timeout >= 1, "--timeout must be at least 1 second, was " + timeout);
        for (var one : where) {
            must(Files.exists(one), "There is no file or folder " + one);
        }
        must(recorded.replay == null || Files.isDirectory(recorded.replay), "There is no folder " + recorded.replay);
        must(junit == null || Files.isDirectory(junit.toAbsolutePath().getParent()) && !Files.isDirectory(junit),
            "--junit must be a file in a folder that there is, was " + junit);
    }

    private void must(boolean so, String otherwise) {
        if (!so) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private List<PolicyTrials> policies() throws IOException {
        var policies = new ArrayList<PolicyTrials>();
        var names = new HashSet<String>();
        for (var one : where) {
            for (var file : Files.isDirectory(one) ? PolicyTrials.files(one) : List.of(one)) {
                var policy = PolicyTrials.read(file);
                must(names.add(policy.policy().name()), "Two policies are called " + policy.policy().name()
                    + "; test them one after the other");
                policies.add(policy);
            }
        }
        must(!policies.isEmpty(), "There is no policy in " + where);
        return policies;
    }

    private int testedBy(Guards guards, List<PolicyTrials> policies) {
        var judge = guards.policyJudge();
        if (judge.isEmpty()) {
            spec.commandLine().getErr().println("Nobody can judge by policies: no guard that reads them has a host"
                + " (GROQ_API_KEY, or moderato.guards.safeguard.url), and the guards in the process are switched off");
            return 2;
        }
        try {
            if (recorded.record != null) {
                Files.createDirectories(recorded.record);
            }
            return tested(policies, policy -> judge.get());
        } catch (IOException e) {
            return cannot(e);
        }
    }

    private int tested(List<PolicyTrials> policies, Judges judges) throws IOException {
        var evaluations = new ArrayList<Evaluation>();
        try (var bar = new ProgressBarBuilder().setTaskName("policy test").setStyle(ProgressBarStyle.ASCII)
                .setInitialMax(policies.stream().mapToLong(policy -> policy.trials().size()).sum())
                .setUnit(" texts", 1).setUpdateIntervalMillis(500).build()) {
            for (var policy : policies) {
                var evaluation = policy.judgedBy(judges.of(policy), Duration.ofSeconds(timeout), atOnce, bar::step);
                if (GuardsAlone.ending()) {
                    throw new IOException("Interrupted at " + policy.file());
                }
                evaluations.add(evaluation);
                if (recorded.record != null) {
                    Recording.write(recorded.record, evaluation);
                }
            }
        }
        var out = spec.commandLine().getOut();
        evaluations.stream().map(EvaluationText::of).forEach(out::print);
        out.print(EvaluationText.summary(evaluations));
        out.flush();
        if (junit != null) {
            Files.writeString(junit, EvaluationXml.of(evaluations));
        }
        return evaluations.stream().allMatch(Evaluation::passed) ? 0 : 1;
    }

    private int cannot(Exception why) {
        spec.commandLine().getErr().println(why instanceof FileSystemException
            ? why.getClass().getSimpleName() + ": " + why.getMessage() : why.getMessage());
        return 2;
    }
}
