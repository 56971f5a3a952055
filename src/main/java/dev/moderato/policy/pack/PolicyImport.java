package dev.moderato.policy.pack;

import dev.moderato.policy.CaseFile;
import dev.moderato.policy.PolicyFolder;
import dev.moderato.policy.check.Flaw;
import dev.moderato.policy.check.Flaw.Severity;
import dev.moderato.policy.check.PolicyCheck;
import dev.moderato.policy.pack.PackPolicy.Label;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A pack as files of a profile: what would be written, looked over together with what the profile has already. */
public final class PolicyImport {

    /** What the YAML reader takes, in code points. */
    private static final int MOST_CASES = 3 << 20;

    private final Path into;
    private final Map<String, String> files = new TreeMap<>();
    private final List<String> report = new ArrayList<>();
    private List<Flaw> before = List.of();
    private List<Flaw> after = List.of();

    private PolicyImport(Path into) {
        this.into = into;
    }

    /**
     * Writes nothing yet.
     *
     * @param into a profile's folder
     * @throws BrokenPackException naming the file that can't be imported, and why
     * @throws IllegalArgumentException saying which choices are missing
     * @throws IOException when there is no profile there, or a file can't be read
     */
    public static PolicyImport of(Pack pack, Path into, LabelChoices choices) throws IOException {
        var made = new PolicyImport(into);
        choices.check(pack.policies());
        made.before = PolicyCheck.of(into);
        for (var policy : pack.policies()) {
            made.add(policy, choices, pack.name());
        }
        made.after = made.lookedOver();
        return made;
    }

    private void add(PackPolicy policy, LabelChoices choices, String pack) throws IOException {
        files.put(policy.id() + ".md", PolicyMarkdown.of(policy, choices, source(pack, policy.file())));
        report.add(into.resolve(policy.id() + ".md") + ": "
            + policy.categories().stream().mapToInt(label -> label.rules().size()).sum() + " rules, "
            + policy.examples().size() + " examples; gravest first, as far as the pack tells: "
            + PolicyMarkdown.gravestFirst(policy, choices).stream().map(Label::id).collect(Collectors.joining(", ")));
        policy.remarks().forEach(remark -> report.add("  " + remark));
        var table = Pack.table(policy);
        if (table.isEmpty()) {
            return;
        }
        var read = PackCases.read(table.get(), policy);
        if (!read.cases().isEmpty()) {
            var text = CasesYaml.of(read.cases(), source(pack, table.get()));
            if (text.codePointCount(0, text.length()) > MOST_CASES) {
                throw new BrokenPackException(table.get(), "its " + read.cases().size() + " cases are more than the "
                    + MOST_CASES + " characters that a file of cases may have; take rows out of it");
            }
            files.put(policy.id() + CaseFile.ENDING, text);
        }
        report.add(into.resolve(policy.id() + CaseFile.ENDING) + ": " + read.cases().size() + " cases");
        read.remarks().forEach(remark -> report.add("  " + remark));
    }

    private static String source(String pack, Path file) {
        return ("Imported from " + pack + ", " + file.getFileName())
            .replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", " ");
    }

    /** In a copy, so that nothing is written that breaks the profile. */
    private List<Flaw> lookedOver() throws IOException {
        var copy = Files.createTempDirectory("policies");
        try {
            var real = into.toRealPath();
            for (var profile : PolicyFolder.profiles(real.getParent())) {
                copy(profile, Files.createDirectories(copy.resolve(profile.getFileName())));
            }
            var profile = copy.resolve(real.getFileName());
            for (var file : files.entrySet()) {
                Files.writeString(profile.resolve(file.getKey()), file.getValue());
            }
            return PolicyCheck.of(profile).stream().map(flaw -> new Flaw(into.resolve(profile.relativize(flaw.file())),
                flaw.line(), flaw.severity(), flaw.rule(), flaw.message())).toList();
        } finally {
            delete(copy);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var children = Files.list(from)) {
            for (var file : children.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** What would be made of what, and what is left out, a line each. */
    public List<String> report() {
        return List.copyOf(report);
    }

    /** Those of its files that are there already. */
    public List<Path> existing() {
        return files.keySet().stream().map(into::resolve).filter(Files::exists).toList();
    }

    /** What the profile would have that {@code policy check} calls an error, and doesn't have now. */
    public List<Flaw> newErrors() {
        var known = before.stream().map(flaw -> flaw.file() + flaw.rule() + flaw.message()).collect(
            Collectors.toCollection(HashSet::new));
        return after.stream().filter(flaw -> flaw.severity() == Severity.ERROR
            && !known.contains(flaw.file() + flaw.rule() + flaw.message())).toList();
    }

    /** What {@code policy check} says of its files. */
    public List<Flaw> flaws() {
        return after.stream().filter(flaw -> files.containsKey(flaw.file().getFileName().toString())).toList();
    }

    /** Replaces what is there. */
    public void write() throws IOException {
        for (var file : files.entrySet()) {
            Files.write(into.resolve(file.getKey()), file.getValue().getBytes(StandardCharsets.UTF_8));
        }
    }
}
