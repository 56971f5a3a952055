package dev.moderato.modeldouble;

import java.time.Duration;

/** How many requests and tokens a minute and a day a model of the Groq profile takes; 0 is without limit. */
public record Limits(long rpm, long rpd, long tpm, long tpd) {

    enum Dimension {
        RPD("requests", "requests per day (RPD)", Duration.ofDays(1)),
        RPM("requests", "requests per minute (RPM)", Duration.ofMinutes(1)),
        TPM("tokens", "tokens per minute (TPM)", Duration.ofMinutes(1)),
        TPD("tokens", "tokens per day (TPD)", Duration.ofDays(1));

        private final String type;
        private final String words;
        private final Duration period;

        Dimension(String type, String words, Duration period) {
            this.type = type;
            this.words = words;
            this.period = period;
        }

        String type() {
            return type;
        }

        String words() {
            return words;
        }

        Duration period() {
            return period;
        }

        long cost(long tokens) {
            return type.equals("tokens") ? tokens : 1;
        }
    }

    long of(Dimension dimension) {
        return switch (dimension) {
            case RPM -> rpm;
            case RPD -> rpd;
            case TPM -> tpm;
            case TPD -> tpd;
        };
    }
}
