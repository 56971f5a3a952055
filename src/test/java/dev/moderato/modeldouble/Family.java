package dev.moderato.modeldouble;

import java.util.Locale;
import java.util.Optional;

/** The kinds of guard model, told by the model's name. */
enum Family {
    LLAMA_GUARD("llama-guard"), PROMPT_GUARD("prompt-guard"), SAFEGUARD("safeguard");

    static final String LLAMA_GUARD_4 = "meta-llama/llama-guard-4-12b";
    static final String PROMPT_GUARD_86M = "meta-llama/llama-prompt-guard-2-86m";
    static final String PROMPT_GUARD_22M = "meta-llama/llama-prompt-guard-2-22m";
    static final String SAFEGUARD_20B = "openai/gpt-oss-safeguard-20b";

    /** By this name a host of the double says itself what it is; what keeps replies must keep it. */
    static final String FAKE_SAFEGUARD = "model-double-safeguard";

    private final String sign;

    Family(String sign) {
        this.sign = sign;
    }

    static Optional<Family> of(String model) {
        var name = model.toLowerCase(Locale.ROOT);
        for (var family : values()) {
            if (name.contains(family.sign)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }
}
