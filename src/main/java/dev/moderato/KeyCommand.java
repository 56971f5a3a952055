package dev.moderato;

import dev.moderato.intake.access.ApiKeys;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes an API key. It is printed once and kept nowhere. */
@Command(name = "key", mixinStandardHelpOptions = true,
    description = "Makes an API key, and the settings that let it in.")
class KeyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "of the key: letters, digits and -")
    private String name;

    @Option(names = "--tenant", defaultValue = "default", description = "whose key it is (${DEFAULT-VALUE})")
    private String tenant;

    @Option(names = "--roles", split = ",", defaultValue = "submitter",
        description = "submitter, reviewer, auditor, admin; several with commas (${DEFAULT-VALUE})")
    private List<String> roles;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!name.matches("[A-Za-z0-9-]+")) {
            throw new ParameterException(spec.commandLine(), "NAME may have letters, digits and - alone");
        }
        if (!ApiKeys.areRoles(roles)) {
            throw new ParameterException(spec.commandLine(),
                "--roles must be of submitter, reviewer, auditor, admin");
        }
        var key = ApiKeys.make();
        spec.commandLine().getOut().printf("# The key itself, shown this once: %s%n"
            + "moderato.keys.%s.hash=%s%nmoderato.keys.%2$s.tenant=%s%nmoderato.keys.%2$s.roles=%s%n",
            key, name, ApiKeys.hash(key), tenant, String.join(",", roles));
        return 0;
    }
}
