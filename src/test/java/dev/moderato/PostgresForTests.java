package dev.moderato;

import dev.moderato.decision.LocalPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;

/** The database of a test run: the embedded one, in a folder of its own below {@code target/}. */
public class PostgresForTests implements QuarkusTestResourceLifecycleManager {

    private LocalPostgres postgres;

    @Override
    public Map<String, String> start() {
        postgres = LocalPostgres.start(Path.of("target", "postgres-" + ProcessHandle.current().pid()));
        return Map.of("quarkus.datasource.jdbc.url", postgres.jdbcUrl(), "quarkus.http.test-port", "0");
    }

    @Override
    public void stop() {
        postgres.close();
    }
}
