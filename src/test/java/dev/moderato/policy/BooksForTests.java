package dev.moderato.policy;

import java.nio.file.Path;

/** Books and policies for tests, read the way the service reads them. */
public final class BooksForTests {

    private BooksForTests() {
    }

    /** The profile that ships. */
    public static PolicyBook shipped() {
        return PolicyFolder.read(Path.of("policies")).get("default");
    }

    /** A policy of this id, with two categories: {@code A} for S1 that blocks and {@code B} for S2 that reviews. */
    public static Policy policy(String id, String... frontMatter) {
        return PolicyFile.read(Path.of(id + ".md"), text(frontMatter), "sha256:0123456789", Outcome.REVIEW);
    }

    /** Such a policy's file. */
    public static String text(String... frontMatter) {
        return """
            ---
            title: A policy for tests
            %s
            categories:
              A: {name: First, hazard: S1, outcome: block, rules: [A.a, A.b]}
              B: {name: Second, hazard: S2, outcome: review, rules: [B.a]}
            ---
            ## Instructions
            Answer.
            ## Definitions
            None.
            ## Criteria
            A.a, A.b, B.a.
            ## Examples
            {"content":"one"} -> {"violation":1,"category":"A","rule_ids":["A.a"],"confidence":"high","rationale":"r"}
            {"content":"two"} -> {"violation":0,"category":null,"rule_ids":[],"confidence":"high","rationale":"r"}
            """.formatted(String.join("\n", frontMatter));
    }
}
