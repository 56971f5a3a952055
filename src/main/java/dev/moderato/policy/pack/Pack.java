package dev.moderato.policy.pack;

import dev.moderato.policy.PolicyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of policies with labels of their own, as roostorg/model-community collects them:
 * {@code example_policies/<id>/policy.md} with {@code datasets/<id>.csv}, or {@code <id>.md} each.
 */
public final class Pack {

    private static final String POLICY = "policy.md";

    private final String name;
    private final List<PackPolicy> policies;

    private Pack(String name, List<PackPolicy> policies) {
        this.name = name;
        this.policies = policies;
    }

    /**
     * @param path a pack, one policy's folder of it, or one Markdown file
     * @param only the policies to read, by id; all when there are none
     * @throws BrokenPackException naming the file that can't be read as a policy, and why
     * @throws IllegalArgumentException when one of {@code only} is not there
     * @throws IOException when there is no pack there, or a file can't be read
     */
    public static Pack open(Path path, Collection<String> only) throws IOException {
        var files = new TreeMap<String, Path>();
        for (var file : files(path)) {
            if (files.put(id(file), file) != null) {
                throw new BrokenPackException(file, "another policy of the pack is called " + id(file) + " too");
            }
        }
        if (files.isEmpty()) {
            throw new IOException("There is no policy pack in " + path + ": example_policies/<id>/policy.md, a"
                + " policy.md, or <id>.md files");
        }
        if (!files.keySet().containsAll(only)) {
            throw new IllegalArgumentException("--only must be one of " + String.join(", ", files.keySet()) + ", was "
                + String.join(", ", only));
        }
        var policies = new ArrayList<PackPolicy>();
        for (var entry : files.entrySet()) {
            if (only.isEmpty() || only.contains(entry.getKey())) {
                policies.add(PolicyReader.read(entry.getKey(), entry.getValue()));
            }
        }
        var whole = path.toAbsolutePath().normalize();
        return new Pack((Files.isDirectory(path) ? whole : whole.getParent()).getFileName().toString(), policies);
    }

    private static List<Path> files(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (Files.isRegularFile(path.resolve(POLICY))) {
            return List.of(path.resolve(POLICY));
        }
        var inside = path.resolve("example_policies");
        var folders = list(Files.isDirectory(inside) ? inside : path).stream().map(child -> child.resolve(POLICY))
            .filter(Files::isRegularFile).toList();
        return folders.isEmpty() ? list(path).stream().filter(PolicyFolder::isPolicy).toList() : folders;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            return children.sorted().toList();
        }
    }

    private static String id(Path file) {
        var named = file.endsWith(POLICY) ? file.toAbsolutePath().normalize().getParent() : file;
        var id = named.getFileName().toString().replaceAll("\\.md$", "").toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        if (id.isEmpty() || id.equals("hazards")) {
            throw new BrokenPackException(file, "its name gives no id for a policy: small letters, digits and hyphens,"
                + " and not 'hazards'");
        }
        return id;
    }

    /** The table beside a policy. */
    static Optional<Path> table(PackPolicy policy) {
        var folder = policy.file().toAbsolutePath().normalize().getParent();
        var name = (policy.file().endsWith(POLICY) ? folder.getFileName().toString()
            : policy.file().getFileName().toString().replaceAll("\\.md$", "")) + ".csv";
        return Stream.of("../../datasets", "datasets", ".")
            .map(where -> folder.resolve(where).resolve(name).normalize()).filter(Files::isRegularFile).findFirst();
    }

    /** The folder that it came in. */
    public String name() {
        return name;
    }

    List<PackPolicy> policies() {
        return policies;
    }
}
