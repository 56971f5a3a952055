package dev.moderato.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a folder of profiles, or one profile of it, into books. */
public final class PolicyFolder {

    /** What makes a folder a profile. */
    public static final String HAZARDS = "hazards.yaml";

    private PolicyFolder() {
    }

    /**
     * Every folder in it that has a {@code hazards.yaml}, by name.
     *
     * @throws BrokenPolicyException naming file and line
     */
    static Map<String, PolicyBook> read(Path folder) {
        try {
            var books = new TreeMap<String, PolicyBook>();
            for (var child : profiles(folder)) {
                books.put(child.getFileName().toString(), profile(child));
            }
            return books;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The profiles' folders, by name. */
    public static List<Path> profiles(Path folder) throws IOException {
        try (var children = Files.list(folder)) {
            return children.filter(PolicyFolder::isProfile).sorted().toList();
        }
    }

    /**
     * A profile's hazard table, read alone.
     *
     * @throws BrokenPolicyException naming file and line
     */
    public static List<Screening> screenings(Path profile) throws IOException {
        var file = profile.resolve(HAZARDS);
        return HazardsFile.read(file, utf8(file, Files.readAllBytes(file))).screenings();
    }

    /**
     * One policy, read alone.
     *
     * @throws BrokenPolicyException naming file and line
     */
    public static Policy policy(Path file, byte[] bytes) {
        return PolicyFile.read(file, utf8(file, bytes), Revision.of(bytes), Outcome.REVIEW);
    }

    private static PolicyBook profile(Path folder) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var children = Files.list(folder)) {
            for (var file : children.filter(PolicyFolder::counts).toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        var table = HazardsFile.read(folder.resolve(HAZARDS), utf8(folder.resolve(HAZARDS), files.get(HAZARDS)));
        var whole = Revision.digest();
        files.forEach((name, bytes) -> {
            whole.update((name + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
            whole.update(bytes);
        });
        var policies = files.entrySet().stream().filter(file -> !file.getKey().equals(HAZARDS)).map(file -> {
            var path = folder.resolve(file.getKey());
            return PolicyFile.read(path, utf8(path, file.getValue()), Revision.of(file.getValue()),
                table.onUnavailable());
        }).toList();
        return new PolicyBook(folder.getFileName().toString(), Revision.of(whole),
            Revision.of(files.get(HAZARDS)), table.keepContent(), table.screenings(),
            table.policyStandIn(), table.hazards(), policies);
    }

    /** Names that begin with a dot are a ConfigMap's own. */
    private static boolean isProfile(Path folder) {
        return !folder.getFileName().toString().startsWith(".") && Files.exists(folder.resolve(HAZARDS));
    }

    /** Whether it is one of the files that a book is made from. */
    static boolean counts(Path file) {
        var name = file.getFileName().toString();
        return name.equals(HAZARDS) || isPolicy(file);
    }

    /** Whether it is a policy by its name. */
    public static boolean isPolicy(Path file) {
        var name = file.getFileName().toString();
        return name.endsWith(".md") && !name.equals("README.md");
    }

    static String utf8(Path file, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new BrokenPolicyException(file, 1, "is not UTF-8");
        }
    }
}
