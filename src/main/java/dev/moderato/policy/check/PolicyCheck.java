package dev.moderato.policy.check;

import dev.moderato.policy.BrokenPolicyException;
import dev.moderato.policy.Case;
import dev.moderato.policy.CaseFile;
import dev.moderato.policy.Policy;
import dev.moderato.policy.PolicyFolder;
import dev.moderato.policy.Screening;
import dev.moderato.policy.check.Flaw.Severity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks a policy folder over before it goes live: all that would stop a start, and what a model would read badly. */
public final class PolicyCheck {

    private static final int FEW_CASES = 20;

    private final Path profile;
    private final List<Flaw> flaws = new ArrayList<>();
    private final Map<Path, Read> policies = new TreeMap<>();

    /** A policy and the text that it was read from. */
    private record Read(Policy policy, String text) {
    }

    private PolicyCheck(Path profile) {
        this.profile = profile;
    }

    /**
     * Everything that is wrong in the folder, by file and line. Empty when all is well.
     *
     * @param folder one that holds a folder a profile, or a profile's own
     * @throws IOException when there is no profile there, or a file can't be read
     */
    public static List<Flaw> of(Path folder) throws IOException {
        var profiles = Files.exists(folder.resolve(PolicyFolder.HAZARDS)) ? List.of(folder) : PolicyFolder.profiles(folder);
        if (profiles.isEmpty()) {
            throw new IOException("There is no profile in " + folder + ": a folder with a hazards.yaml");
        }
        var flaws = new ArrayList<Flaw>();
        for (var profile : profiles) {
            flaws.addAll(new PolicyCheck(profile).flaws());
        }
        return flaws.stream().distinct().sorted(Comparator.comparing(Flaw::file).thenComparing(Flaw::line)).toList();
    }

    private List<Flaw> flaws() throws IOException {
        var screenings = screenings();
        for (var file : files(PolicyFolder::isPolicy)) {
            var bytes = Files.readAllBytes(file);
            tried(() -> PolicyFolder.policy(file, bytes)).ifPresent(policy ->
                policies.put(file, new Read(policy, new String(bytes, StandardCharsets.UTF_8))));
        }
        policies.forEach((file, read) -> flaws.addAll(PolicyText.flaws(file, read.policy(), read.text())));
        var inherited = screenings.isPresent() ? inherited() : List.<Policy>of();
        following(inherited);
        sharedIds(inherited);
        screenings.ifPresent(this::guards);
        cases();
        return flaws;
    }

    private Optional<List<Screening>> screenings() throws IOException {
        try {
            return Optional.of(PolicyFolder.screenings(profile));
        } catch (BrokenPolicyException e) {
            broken(e);
            return Optional.empty();
        }
    }

    private List<Path> files(Predicate<Path> which) throws IOException {
        try (var all = Files.list(profile)) {
            return all.filter(which).sorted().toList();
        }
    }

    /** The policies of the profile that this one extends. Their own flaws are told there. */
    private List<Policy> inherited() throws IOException {
        var inherited = new ArrayList<Policy>();
        for (var file : PolicyFolder.policies(profile)) {
            if (!file.startsWith(profile)) {
                try {
                    inherited.add(PolicyFolder.policy(file, Files.readAllBytes(file)));
                } catch (BrokenPolicyException e) {
                    broken(e);
                }
            }
        }
        return inherited;
    }

    private void following(List<Policy> inherited) {
        var followed = Stream.concat(policies.values().stream().map(Read::policy), inherited.stream())
            .filter(policy -> !policy.next()).map(Policy::id).toList();
        policies.forEach((file, read) -> {
            if (read.policy().next() && !followed.contains(read.policy().id())) {
                flaws.add(new Flaw(file, 1, Severity.ERROR, "next", "there is no " + read.policy().id()
                    + ".md that it is to follow"));
            }
        });
    }

    /** Categories and rules are told apart by their ids alone, so no two policies of a profile share one. */
    private void sharedIds(List<Policy> inherited) {
        var taken = new HashMap<String, String>();
        inherited.forEach(policy -> policy.categories().forEach(category -> {
            category.rules().forEach(rule -> taken.put(rule, policy.id()));
            taken.put(category.id(), policy.id());
        }));
        policies.forEach((file, read) -> read.policy().categories().forEach(category -> {
            var ids = new HashSet<>(category.rules());
            ids.add(category.id());
            ids.forEach(id -> {
                var other = taken.putIfAbsent(id, read.policy().id());
                if (other != null && !other.equals(read.policy().id())) {
                    flaws.add(new Flaw(file, PolicyText.lineOf(category, read.text().lines().toList()), Severity.ERROR,
                        "ids-used-elsewhere", id + " is an id of " + other + " already"));
                }
            });
        }));
    }

    private void guards(List<Screening> screenings) {
        policies.forEach((file, read) -> read.policy().standsInFor()
            .filter(guard -> screenings.stream().noneMatch(screening -> screening.guard().equals(guard)))
            .ifPresent(guard -> flaws.add(new Flaw(file, lineOf(read, "stands-in-for:"), Severity.ERROR,
                "unknown-guard", "hazards.yaml asks no guard " + guard))));
    }

    private static int lineOf(Read read, String key) {
        return 1 + Math.max(0, read.text().lines().map(line -> line.startsWith(key)).toList().indexOf(true));
    }

    private void cases() throws IOException {
        var files = files(file -> file.getFileName().toString().endsWith(CaseFile.ENDING));
        for (var file : files) {
            var id = file.getFileName().toString().replace(CaseFile.ENDING, "");
            var policy = profile.resolve(id + ".md");
            if (policies.containsKey(policy)) {
                var bytes = Files.readAllBytes(file);
                var read = policies.get(policy).policy();
                tried(() -> CaseFile.read(file, bytes, read)).ifPresent(cases -> cases(file, read, cases));
            } else if (!Files.exists(policy)) {
                flaws.add(new Flaw(file, 1, Severity.ERROR, "cases", "there is no policy " + id + ".md"));
            }
        }
        policies.forEach((file, read) -> {
            if (!files.contains(profile.resolve(read.policy().id() + CaseFile.ENDING))) {
                flaws.add(new Flaw(file, 1, Severity.WARNING, "cases", "there is no " + read.policy().id()
                    + CaseFile.ENDING + " to test it by"));
            }
        });
    }

    private void cases(Path file, Policy policy, List<Case> cases) {
        if (cases.size() < FEW_CASES) {
            flaws.add(new Flaw(file, 1, Severity.WARNING, "cases", cases.size() + " cases say little; " + FEW_CASES
                + " are a beginning"));
        }
        var seen = new HashMap<String, Integer>();
        policy.examples().forEach(example -> seen.put(example.content(), 0));
        for (var one : cases) {
            var before = seen.putIfAbsent(one.content(), one.line());
            if (before != null) {
                flaws.add(new Flaw(file, one.line(), Severity.ERROR, "cases", before == 0
                    ? "an example of the policy, which the model is shown" : "the same as in line " + before));
            }
        }
    }

    private <T> Optional<T> tried(Supplier<T> read) {
        try {
            return Optional.of(read.get());
        } catch (BrokenPolicyException e) {
            broken(e);
            return Optional.empty();
        }
    }

    /** In the file that it names, which may be one of a profile that this one extends. */
    private void broken(BrokenPolicyException e) {
        flaws.add(new Flaw(e.file(), e.line(), Severity.ERROR, "form", e.reason()));
    }
}
