package dev.moderato.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a policy's {@code <id>.cases.yaml}. */
public final class CaseFile {

    /** What its name ends with, after the policy's id. */
    public static final String ENDING = ".cases.yaml";

    private static final String SAFE = "safe";

    private CaseFile() {
    }

    /** @throws BrokenPolicyException naming file and line */
    public static List<Case> read(Path file, byte[] bytes, Policy policy) {
        var all = YamlMapping.read(file, PolicyFolder.utf8(file, bytes), 1);
        var cases = all.mappings("cases");
        if (cases.isEmpty()) {
            throw all.broken("cases", "'cases' must list at least one");
        }
        all.noOthers();
        return cases.stream().map(one -> read(one, policy)).toList();
    }

    /** The direction of a text that doesn't say it: the first that the policy judges. */
    public static Direction direction(Policy policy) {
        return policy.directions().stream().sorted().findFirst().orElse(Direction.INPUT);
    }

    private static Case read(YamlMapping one, Policy policy) {
        var expected = one.requiredText("expected");
        if (!expected.equals(SAFE) && policy.category(expected).isEmpty()) {
            throw one.broken("expected", "expected must be " + SAFE + " or a category of " + policy.id() + ", was "
                + expected);
        }
        var direction = one.choice("direction", Direction.class).orElse(direction(policy));
        if (!policy.directions().contains(direction)) {
            throw one.broken("direction", policy.id() + " doesn't judge the direction " + direction);
        }
        var read = new Case(one.requiredText("content"), direction,
            Optional.of(expected).filter(category -> !category.equals(SAFE)), one.requiredText("why"), one.line());
        one.noOthers();
        return read;
    }
}
