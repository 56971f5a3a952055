package dev.moderato;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Brings the database to this version's schema, and nothing else: no HTTP, no guards, no policies. */
@Command(name = "migrate", mixinStandardHelpOptions = true,
    description = "Brings the database of QUARKUS_DATASOURCE_JDBC_URL to this version's schema, and ends.")
class MigrateCommand implements Callable<Integer> {

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        FLYWAY.setLevel(Level.WARNING);
        var config = Service.config();
        var url = config.getOptionalValue(Service.JDBC_URL, String.class);
        if (url.isEmpty()) {
            return fails("there is no QUARKUS_DATASOURCE_JDBC_URL; the embedded PostgreSQL is migrated whenever it starts");
        }
        try {
            var done = Flyway.configure().dataSource(url.get(),
                config.getOptionalValue("quarkus.datasource.username", String.class).orElse(null),
                config.getOptionalValue("quarkus.datasource.password", String.class).orElse(null)).load().migrate();
            spec.commandLine().getOut().println(done.migrationsExecuted == 0
                ? "The database has schema " + done.initialSchemaVersion + " already"
                : "The database has schema " + done.targetSchemaVersion + ", and had "
                    + Optional.ofNullable(done.initialSchemaVersion).orElse("none"));
            return 0;
        } catch (FlywayException e) {
            return fails(inOneLine(e));
        }
    }

    private int fails(String why) {
        spec.commandLine().getErr().println("The database can't be migrated: " + why);
        return 1;
    }

    private static String inOneLine(FlywayException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var what = firstLine(failure);
        var why = firstLine(root);
        return what.contains(why) ? what : what + ": " + why;
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("");
    }
}
