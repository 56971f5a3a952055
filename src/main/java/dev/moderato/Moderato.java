package dev.moderato;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What the jar does: serves, unless it is told something else. */
@QuarkusMain
@Command(name = "moderato", mixinStandardHelpOptions = true, version = "Moderato 0.1",
    description = "Serves until it is stopped. Settings come from the environment and config/application.properties.",
    subcommands = {ModerateCommand.class, PolicyCommand.class, KeyCommand.class,
        MigrateCommand.class})
public class Moderato implements Callable<Integer> {

    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Moderato()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException {
        return Service.run();
    }
}
