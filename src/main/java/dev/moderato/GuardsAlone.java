package dev.moderato;

import dev.moderato.guard.Guards;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.PolicyFolder;
import io.quarkus.arc.Arc;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The guards as they are configured, without the service around them: no HTTP, no database, no broker, no policies. */
public final class GuardsAlone implements QuarkusApplication {

    private static final int NOT_STARTED = 2;

    /** Quarkus makes the instance itself, so there is no other way to hand this over. */
    private static ToIntFunction<Guards> work;
    private static int status = NOT_STARTED;

    /** What the work returns; 2 when the guards can't be started, which is told. */
    static int with(ToIntFunction<Guards> work) throws IOException {
        GuardsAlone.work = work;
        settings(noPolicies()).forEach(System::setProperty);
        Service.serve(GuardsAlone.class);
        return status;
    }

    /** Whether somebody stops the process: what guards say from then on means nothing. */
    static boolean ending() {
        return Application.currentApplication() != null && !Application.currentApplication().isStarted();
    }

    @Override
    public int run(String... arguments) {
        status = work.applyAsInt(Arc.container().instance(Guards.class).get());
        return status;
    }

    /** A profile that asks nobody, so that no mistake in another policy stops the start. */
    private static Path noPolicies() throws IOException {
        var folder = Files.createTempDirectory("moderato-policies");
        var profile = Files.createDirectory(folder.resolve("default"));
        var hazards = Files.writeString(profile.resolve(PolicyFolder.HAZARDS), "guards: {}\nhazards:\n"
            + Arrays.stream(Hazard.values()).map(hazard -> "  " + hazard + ": {review: 1, block: 1}\n")
                .collect(Collectors.joining()));
        // Deleted in reverse order, also after an interrupt.
        Stream.of(folder, profile, hazards).forEach(path -> path.toFile().deleteOnExit());
        return folder;
    }

    private static Map<String, String> settings(Path policies) {
        return Map.ofEntries(
            Map.entry("moderato.policies.folder", policies.toString()),
            Map.entry("quarkus.http.host-enabled", "false"),
            Map.entry("quarkus.http.host", "127.0.0.1"),
            Map.entry("quarkus.oidc.tenant-enabled", "false"),
            Map.entry("moderato.open", "false"),
            Map.entry("quarkus.datasource.active", "false"),
            Map.entry("quarkus.hibernate-orm.active", "false"),
            Map.entry("quarkus.flyway.active", "false"),
            Map.entry("moderato.retention.content", ""),
            Map.entry("moderato.retention.decisions", ""),
            Map.entry("kafka.bootstrap.servers", ""),
            Map.entry("moderato.kafka.embedded", "false"),
            Map.entry("moderato.kafka.publish-rest", "false"),
            Map.entry("quarkus.log.level", "WARN"),
            Map.entry("quarkus.log.category.\"dev.moderato.intake\".level", "ERROR"),
            Map.entry("quarkus.log.console.stderr", "true"));
    }
}
