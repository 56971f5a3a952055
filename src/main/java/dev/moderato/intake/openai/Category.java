package dev.moderato.intake.openai;

import static dev.moderato.policy.Hazard.S1;
import static dev.moderato.policy.Hazard.S10;
import static dev.moderato.policy.Hazard.S11;
import static dev.moderato.policy.Hazard.S12;
import static dev.moderato.policy.Hazard.S2;
import static dev.moderato.policy.Hazard.S3;
import static dev.moderato.policy.Hazard.S4;
import static dev.moderato.policy.Hazard.S9;

import dev.moderato.policy.Hazard;
import java.util.Set;

/**
 * OpenAI's thirteen categories, and the hazards whose typical member each of them covers. Some hazards have none: an
 * input can be flagged with every category false.
 *
 * @see <a href="https://platform.openai.com/docs/guides/moderation">OpenAI's guide to moderation</a>
 */
enum Category {
    HARASSMENT("harassment", false),
    HARASSMENT_THREATENING("harassment/threatening", false),
    HATE("hate", false, S10),
    HATE_THREATENING("hate/threatening", false),
    ILLICIT("illicit", false, S2, S3, S9),
    ILLICIT_VIOLENT("illicit/violent", false, S9),
    SELF_HARM("self-harm", true, S11),
    SELF_HARM_INTENT("self-harm/intent", true),
    SELF_HARM_INSTRUCTIONS("self-harm/instructions", true),
    SEXUAL("sexual", true, S12),
    SEXUAL_MINORS("sexual/minors", false, S4),
    VIOLENCE("violence", true, S1),
    VIOLENCE_GRAPHIC("violence/graphic", true);

    private final String key;
    private final boolean ofImages;
    private final Set<Hazard> hazards;

    Category(String key, boolean ofImages, Hazard... hazards) {
        this.key = key;
        this.ofImages = ofImages;
        this.hazards = Set.of(hazards);
    }

    String key() {
        return key;
    }

    /** Whether OpenAI's model looks for it in images; all are looked for in text. */
    boolean ofImages() {
        return ofImages;
    }

    boolean covers(Hazard hazard) {
        return hazards.contains(hazard);
    }
}
