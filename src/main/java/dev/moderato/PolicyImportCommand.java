package dev.moderato;

import dev.moderato.policy.check.FlawReport;
import dev.moderato.policy.pack.BrokenPackException;
import dev.moderato.policy.pack.LabelChoices;
import dev.moderato.policy.pack.Pack;
import dev.moderato.policy.pack.PolicyImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes policies of ours of a policy pack's. */
@Command(name = "import", mixinStandardHelpOptions = true,
    description = {"Makes policies and their cases of a policy pack: example_policies/<id>/policy.md with",
        "datasets/<id>.csv, or <id>.md each. They are written with mode: shadow, so that nothing changes by it."},
    footer = {"", "Exit status: 0 when it was written, 1 when the pack can't become policies of this profile, 2 when it"
        + " could not be tried."})
class PolicyImportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PACK", description = "the pack's folder, one policy's folder of it, or one Markdown file")
    private Path source;

    @Option(names = "--into", required = true, paramLabel = "PROFILE", description = "the profile's folder")
    private Path into;

    @Option(names = "--hazard", paramLabel = "[LABEL=]HAZARD",
        description = "S1 to S14, for one label or for all others; repeatable")
    private List<String> hazards = new ArrayList<>();

    @Option(names = "--outcome", paramLabel = "[LABEL=]OUTCOME",
        description = "allow, review or block, for one label or for all others; repeatable (review)")
    private List<String> outcomes = new ArrayList<>();

    @Option(names = "--only", paramLabel = "ID", description = "one policy of the pack; repeatable")
    private List<String> only = new ArrayList<>();

    @Option(names = "--dry-run", description = "write nothing, say what would be written")
    private boolean dry;

    @Option(names = "--force", description = "replace files that are there")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!Files.exists(source)) {
            throw new ParameterException(spec.commandLine(), "There is no pack " + source);
        }
        if (!Files.isDirectory(into)) {
            throw new ParameterException(spec.commandLine(), "There is no folder " + into);
        }
        try {
            var pack = Pack.open(source, only);
            return take(pack, PolicyImport.of(pack, into, LabelChoices.of(hazards, outcomes)));
        } catch (BrokenPackException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 1;
        } catch (IOException | IllegalArgumentException e) {
            spec.commandLine().getErr().println(e.getMessage());
            return 2;
        }
    }

    private int take(Pack pack, PolicyImport made) throws IOException {
        var out = spec.commandLine().getOut();
        var errors = made.newErrors();
        if (!errors.isEmpty()) {
            spec.commandLine().getErr().print("Nothing is written, since with it " + into + " would have errors:"
                + System.lineSeparator() + FlawReport.TEXT.of(errors));
            spec.commandLine().getErr().flush();
            return 1;
        }
        if (!force && !made.existing().isEmpty()) {
            spec.commandLine().getErr().println("Nothing is written, since there is already " + made.existing().stream()
                .map(Path::toString).collect(Collectors.joining(", ")) + "; --force replaces it");
            return 2;
        }
        if (!dry) {
            made.write();
        }
        made.report().forEach(out::println);
        out.print(FlawReport.TEXT.of(made.flaws()));
        out.println(dry ? "Nothing is written: --dry-run" : "In mode: shadow they change no outcome. Mind the licence and"
            + " the usage policy of " + pack.name() + ".");
        return 0;
    }
}
