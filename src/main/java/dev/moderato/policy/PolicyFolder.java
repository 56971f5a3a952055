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
                books.put(child.getFileName().toString(), Profile.read(child).book());
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
     * A profile's hazard table with what it extends, read without its policies.
     *
     * @throws BrokenPolicyException naming file and line
     */
    public static List<Screening> screenings(Path profile) throws IOException {
        return HazardsFile.read(Profile.read(profile).table()).screenings();
    }

    /**
     * The files of a profile's policies, by name: its own, and those of the profile that it extends which it doesn't
     * replace.
     *
     * @throws BrokenPolicyException when its hazard table, or that of a profile it extends, can't be read
     */
    public static List<Path> policies(Path profile) throws IOException {
        return Profile.read(profile).policies().values().stream().map(Profile.Source::file).toList();
    }

    /**
     * One policy, read alone.
     *
     * @throws BrokenPolicyException naming file and line
     */
    public static Policy policy(Path file, byte[] bytes) {
        return PolicyFile.read(file, utf8(file, bytes), Revision.of(bytes), Outcome.REVIEW);
    }

    /** Names that begin with a dot are a ConfigMap's own. */
    static boolean isProfile(Path folder) {
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
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.indexOf(0) >= 0) {
                throw new BrokenPolicyException(file, 1, "holds a NUL character");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new BrokenPolicyException(file, 1, "is not UTF-8");
        }
    }
}
