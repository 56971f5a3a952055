package dev.moderato;

import dev.moderato.intake.access.Roles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a file's submissions decided, by a service that runs or by one of its own. */
@Command(name = "moderate", mixinStandardHelpOptions = true,
    description = {"Has every line of a file decided: a submission as JSON each.",
        "What is interrupted goes on where it was when the same is run again."},
    footer = {"", "The key for --url is taken from the environment: MODERATO_KEY.",
        "Exit status: 0 when all lines were decided, 1 when not, 2 when it could not be tried."})
class ModerateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE")
    private Path file;

    @Option(names = "--url", description = "of a service that runs; without it, one is started and stopped again")
    private URI url;

    @Option(names = "--output", description = "where the decisions go (FILE.decisions.jsonl)")
    private Path output;

    @Option(names = "--tenant", defaultValue = "default",
        description = "of the decisions of a service that is started (${DEFAULT-VALUE}); elsewhere the key has it")
    private String tenant;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "There is no file " + file);
        }
        var decisions = output == null ? file.resolveSibling(file.getFileName() + ".decisions.jsonl") : output;
        try (var run = FileRun.of(file, decisions, spec.commandLine().getOut())) {
            if (run.isDone() || url != null) {
                return run.toTheEnd(url, Optional.ofNullable(System.getenv("MODERATO_KEY"))) ? 0 : 1;
            }
            return OwnService.use(tenant, Roles.SUBMITTER, (service, key) -> run.toTheEnd(service, key) ? 0 : 1);
        } catch (FileRun.CannotRunException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }
}
