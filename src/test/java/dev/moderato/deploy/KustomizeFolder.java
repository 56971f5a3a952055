package dev.moderato.deploy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.ConfigMapArgs;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Kustomization;
import io.fabric8.kubernetes.api.model.kustomize.v1beta1.Patch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A folder with a {@code kustomization.yaml}, as it is written: nothing is rendered. */
record KustomizeFolder(Path folder, Kustomization kustomization) {

    private static final String FILE = "kustomization.yaml";

    static KustomizeFolder at(Path folder) {
        return new KustomizeFolder(folder, (Kustomization) ManifestReader.read(text(folder.resolve(FILE))).get(0));
    }

    /** Every one below {@code root}. */
    static List<KustomizeFolder> below(Path root) {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.endsWith(FILE)).map(Path::getParent).sorted().map(KustomizeFolder::at)
                .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The manifests that it lists, and those of the folders that it lists. Patches aren't applied. */
    Stream<HasMetadata> manifests() {
        return kustomization.getResources().stream().map(name -> folder.resolve(name).normalize()).flatMap(path ->
            Files.isDirectory(path) ? at(path).manifests() : ManifestReader.manifests(text(path)).stream());
    }

    /** The files that it patches by. */
    Stream<HasMetadata> patches() {
        return kustomization.getPatches().stream().map(Patch::getPath).filter(Objects::nonNull)
            .flatMap(name -> ManifestReader.manifests(text(folder.resolve(name))).stream());
    }

    List<ConfigMapArgs> generated() {
        return kustomization.getConfigMapGenerator();
    }

    /** The settings that it gives the service. */
    Map<String, String> literals() {
        var literals = new TreeMap<String, String>();
        generated().stream().filter(generator -> generator.getName().equals("moderato"))
            .flatMap(generator -> generator.getLiterals().stream()).map(literal -> literal.split("=", 2))
            .forEach(pair -> literals.put(pair[0], pair[1]));
        return literals;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
