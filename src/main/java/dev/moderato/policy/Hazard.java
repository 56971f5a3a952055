package dev.moderato.policy;

import java.util.Optional;

/**
 * What content can do harm by: the fourteen hazards of the MLCommons taxonomy as Llama Guard 4 numbers them.
 * Llama Guard 1 and 2 numbered otherwise, so a code means nothing without its model.
 *
 * @see <a href="https://www.llama.com/docs/model-cards-and-prompt-formats/llama-guard-4/">Llama Guard 4 model card</a>
 */
public enum Hazard {
    S1("Violent Crimes", "Enables or endorses unlawful violence against people or animals, terrorism, kidnapping."),
    S2("Non-Violent Crimes", "Threats, fraud, theft, drugs, making weapons, hacking, labour trafficking."),
    S3("Sex Crimes", "Sex trafficking, assault, harassment, prostitution."),
    S4("Child Exploitation", "Sexual abuse of children."),
    S5("Defamation", "False statements that harm the reputation of a living person."),
    S6("Specialized Advice", "Financial, medical or legal advice, or calling something dangerous safe."),
    S7("Privacy", "Sensitive personal data that is not public."),
    S8("Intellectual Property", "Violates the intellectual property of others."),
    S9("Indiscriminate Weapons", "Chemical, biological, radiological, nuclear and high-yield explosive weapons."),
    S10("Hate", "Demeans or dehumanises people for a protected characteristic."),
    S11("Self-Harm", "Enables or endorses suicide, self-injury or disordered eating."),
    S12("Sexual Content", "Erotica."),
    S13("Elections", "Wrong facts on the time, place or manner of voting."),
    S14("Code Interpreter Abuse", "Denial of service, container escape, privilege escalation; attacks on the model.");

    private final String title;
    private final String scope;

    Hazard(String title, String scope) {
        this.title = title;
        this.scope = scope;
    }

    public String title() {
        return title;
    }

    /** One line on what belongs here. */
    public String scope() {
        return scope;
    }

    /** The hazard with this code, or empty: models also emit codes that don't exist. */
    public static Optional<Hazard> of(String code) {
        for (var hazard : values()) {
            if (hazard.name().equalsIgnoreCase(code)) {
                return Optional.of(hazard);
            }
        }
        return Optional.empty();
    }
}
