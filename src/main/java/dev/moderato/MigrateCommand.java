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
            return fails(e.getMessage());
        }
    }

    private int fails(String why) {
        spec.commandLine().getErr().println("The database can't be migrated: " + why.replaceAll("\\s+", " ").strip());
        return 1;
    }
}
