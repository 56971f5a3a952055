package dev.moderato.policy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A profile's files, with those of the profile that it extends: single entries of the hazard table and whole policies
 * of its own take the place of that one's.
 *
 * @param table the hazard table, what it extends beneath it
 * @param tableText the files that the table is made from, the profile's own last
 * @param policies by file name
 */
record Profile(String name, YamlMapping table, String tableText, SortedMap<String, Source> policies) {

    /** A policy's file, of this folder or of one that it extends. */
    record Source(Path file, byte[] bytes) {

        String text() {
            return PolicyFolder.utf8(file, bytes);
        }
    }

    /** @throws BrokenPolicyException naming file and line */
    static Profile read(Path folder) throws IOException {
        return read(folder, List.of());
    }

    private static Profile read(Path folder, List<Path> extending) throws IOException {
        var file = folder.resolve(PolicyFolder.HAZARDS);
        var text = PolicyFolder.utf8(file, Files.readAllBytes(file));
        var own = YamlMapping.read(file, text, 1);
        var name = folder.getFileName().toString();
        var extended = own.text(HazardsFile.EXTENDS);
        if (extended.isEmpty()) {
            return new Profile(name, own, text, policies(folder));
        }
        var base = folder.resolveSibling(extended.get());
        if (!extended.get().matches("\\w[\\w.-]*") || !PolicyFolder.isProfile(base)) {
            throw own.broken(HazardsFile.EXTENDS, "there is no profile " + extended.get() + " to extend");
        }
        if (base.equals(folder) || extending.contains(base)) {
            throw own.broken(HazardsFile.EXTENDS, name + " extends itself");
        }
        var inherited = read(base, Stream.concat(extending.stream(), Stream.of(folder)).toList());
        // So that its own mistakes are named in its own file, and what is wrong afterwards is of this one.
        HazardsFile.read(inherited.table());
        return inherited.with(name, own, text, policies(folder));
    }

    private Profile with(String name, YamlMapping own, String text, SortedMap<String, Source> policies) {
        var all = new TreeMap<>(this.policies);
        all.putAll(policies);
        return new Profile(name, own.over(table, "guards", "hazards"),
            tableText.stripTrailing() + "\n\n# " + name + "/" + PolicyFolder.HAZARDS + "\n" + text, all);
    }

    private static SortedMap<String, Source> policies(Path folder) throws IOException {
        var policies = new TreeMap<String, Source>();
        try (var children = Files.list(folder)) {
            for (var file : children.filter(PolicyFolder::isPolicy).toList()) {
                policies.put(file.getFileName().toString(), new Source(file, Files.readAllBytes(file)));
            }
        }
        return policies;
    }

    /** @throws BrokenPolicyException naming file and line */
    PolicyBook book() {
        var hazards = HazardsFile.read(table);
        var sources = new ArrayList<PolicyBook.Source>();
        sources.add(new PolicyBook.Source("hazards", Revision.of(bytes(tableText)), tableText));
        var read = new ArrayList<Policy>();
        policies.forEach((name, source) -> {
            var policy = PolicyFile.read(source.file(), source.text(), Revision.of(source.bytes()),
                hazards.onUnavailable());
            if (policy.next() && !policies.containsKey(policy.id() + ".md")) {
                throw new BrokenPolicyException(source.file(), 1, "there is no " + policy.id()
                    + ".md that it is to follow");
            }
            read.add(policy);
            sources.add(new PolicyBook.Source(policy.name(), policy.revision(), source.text()));
        });
        return new PolicyBook(name, revision(), sources.get(0).revision(), hazards.keep(), hazards.screenings(),
            hazards.policyStandIn(), hazards.hazards(), read, sources);
    }

    private String revision() {
        var files = new TreeMap<String, byte[]>();
        files.put(PolicyFolder.HAZARDS, bytes(tableText));
        policies.forEach((name, source) -> files.put(name, source.bytes()));
        var whole = Revision.digest();
        files.forEach((name, bytes) -> {
            whole.update(bytes(name + "\0" + bytes.length + "\0"));
            whole.update(bytes);
        });
        return Revision.of(whole);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
