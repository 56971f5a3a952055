package dev.moderato.deploy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Manifests that are applied together. */
record Manifests(List<HasMetadata> all) {

    static final Path DEPLOY = Path.of("deploy");
    static final Path PRODUCTION = DEPLOY.resolve("overlays/production");
    static final Path LOCAL = DEPLOY.resolve("overlays/local");
    private static final boolean KUSTOMIZE = run("kubectl", "version", "--client")
        .filter(versions -> versions.contains("Kustomize Version: v5")).isPresent();

    /** As they are in the files that a folder's {@code kustomization.yaml} lists, patches not applied. */
    static Manifests written(Path folder) {
        return new Manifests(KustomizeFolder.at(folder).manifests().toList());
    }

    /** Those of the folder's files, whether Kustomize knows it or not. */
    static Manifests examples(String folder) {
        try (var files = Files.list(DEPLOY.resolve("examples").resolve(folder))) {
            return new Manifests(files.sorted().map(KustomizeFolder::text)
                .flatMap(yaml -> ManifestReader.manifests(yaml).stream()).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kubectl} renders them; the test is skipped where there is none, or one of before 1.27. */
    static Manifests rendered(Path folder) {
        Assumptions.assumeTrue(KUSTOMIZE, "there is no kubectl with Kustomize 5 here");
        return new Manifests(ManifestReader.manifests(run("kubectl", "kustomize", folder.toString()).orElseThrow()));
    }

    /** An overlay with components besides, as an overlay of somebody's own would have them. */
    static Manifests rendered(Path overlay, String... components) throws IOException {
        var folder = Files.createDirectories(Path.of("target/deploy", String.join("-", components)));
        var up = folder.toAbsolutePath().relativize(Path.of("").toAbsolutePath());
        Files.writeString(folder.resolve("kustomization.yaml"), """
            namespace: moderato
            resources: [%s]
            components: [%s]
            """.formatted(up.resolve(overlay), String.join(", ", Stream.of(components)
                .map(component -> up.resolve(DEPLOY.resolve("components")).resolve(component).toString()).toList())));
        return rendered(folder);
    }

    <T extends HasMetadata> Stream<T> of(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast);
    }

    List<Workload> workloads() {
        return all.stream().flatMap(Workload::of).toList();
    }

    private static Optional<String> run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
