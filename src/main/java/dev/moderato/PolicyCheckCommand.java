package dev.moderato;

import dev.moderato.policy.check.Flaw;
import dev.moderato.policy.check.FlawReport;
import dev.moderato.policy.check.PolicyCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks a policy folder over. */
@Command(name = "check", mixinStandardHelpOptions = true,
    description = {"Looks a policy folder over: what would stop the service, and what a model would read badly.",
        "policies/README.md explains the rules."},
    footer = {"", "Exit status: 0 when there is nothing to put right, 1 when there is, 2 when it could not be tried."})
class PolicyCheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", arity = "0..1", defaultValue = "policies",
        description = "the policies' folder, or one profile's (${DEFAULT-VALUE})")
    private Path folder;

    @Option(names = "--format", defaultValue = "text",
        description = "${COMPLETION-CANDIDATES}, in small letters or large (${DEFAULT-VALUE})")
    private FlawReport format;

    @Option(names = "--strict", description = "a warning is an error")
    private boolean strict;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "There is no folder " + folder);
        }
        try {
            var flaws = PolicyCheck.of(folder);
            spec.commandLine().getOut().print(format.of(flaws));
            spec.commandLine().getOut().flush();
            return flaws.stream().anyMatch(flaw -> strict || flaw.severity() == Flaw.Severity.ERROR) ? 1 : 0;
        } catch (IOException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }
}
