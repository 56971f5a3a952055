package dev.moderato.modeldouble;

import java.util.Optional;

/** Whose manners the double has, each below a path of its own. */
enum Profile {
    GROQ("groq", "/openai/v1"),
    VLLM("vllm", "/v1"),
    /** An older vLLM: flat errors, and {@code reasoning_content} in place of {@code reasoning}. */
    VLLM_LEGACY("vllm-legacy", "/v1"),
    LLAMACPP("llamacpp", "/v1"),
    OLLAMA("ollama", "/v1"),
    TEI("tei", "");

    private final String word;
    private final String root;
    private final String base;

    Profile(String word, String api) {
        this.word = word;
        this.root = "/" + word;
        this.base = root + api;
    }

    String word() {
        return word;
    }

    /** The path that a client takes for the base URL. */
    String base() {
        return base;
    }

    /** What the path means below the base, or below the root: {@code /vllm/health} has no {@code /v1}. */
    String operation(String path) {
        return path.substring(path.startsWith(base + "/") ? base.length() : root.length());
    }

    static Profile named(String word) {
        for (var profile : values()) {
            if (profile.word.equals(word)) {
                return profile;
            }
        }
        throw new IllegalArgumentException("no profile " + word);
    }

    static Optional<Profile> at(String path) {
        for (var profile : values()) {
            if (path.startsWith(profile.root + "/")) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }
}
