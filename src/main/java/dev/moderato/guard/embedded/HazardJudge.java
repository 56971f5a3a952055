package dev.moderato.guard.embedded;

import dev.moderato.guard.Evidence;
import dev.moderato.guard.Question;
import dev.moderato.guard.Score;
import dev.moderato.guard.Verdict;
import dev.moderato.guard.embedded.EmbeddedGuard.Judge;
import dev.moderato.guard.embedded.Forms.Form;
import dev.moderato.guard.embedded.Models.Loaded;
import dev.moderato.guard.embedded.Weights.Header;
import dev.moderato.policy.Hazard;
import dev.moderato.policy.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How likely a text is unsafe, and by which hazards. Whether something follows is decided on "unsafe", which has the
 * most data behind it; the hazards that it is then said to be are the likeliest one and every other that is likely by
 * itself.
 */
final class HazardJudge implements Judge {

    static final String UNSAFE = "unsafe";

    @Override
    public Verdict judge(Look look, Question question, Loaded models) {
        var worst = new Worst(models.weights().header());
        for (var form : look.forms()) {
            form.passages().forEach(passage -> worst.weigh(form.form(), passage));
        }
        var verdict = Verdict.scored(worst.scores());
        return question.exchange().hasImages() ? verdict.asPartial() : verdict;
    }

    /** The highest of every score over all passages. */
    private static final class Worst {

        private final Header header;
        private final Map<Hazard, Score> hazards = new EnumMap<>(Hazard.class);
        private double unsafe;

        Worst(Header header) {
            this.header = header;
        }

        void weigh(Form form, Weighed passage) {
            for (var scores : passage.scores()) {
                weigh(form, passage, Opinion.on(scores, header));
            }
        }

        private void weigh(Form form, Weighed passage, Opinion opinion) {
            unsafe = Math.max(unsafe, opinion.unsafe());
            var evidence = opinion.follows() == Outcome.ALLOW ? Optional.<Evidence>empty()
                : Optional.of(passage.heaviest(form, header.index(UNSAFE)));
            for (var hazard : Hazard.values()) {
                var named = opinion.names(hazard);
                var score = new Score(hazard.name(), Optional.of(hazard),
                    Calibration.rounded(opinion.probability(hazard)),
                    Optional.of(named ? opinion.follows() : Outcome.ALLOW), named ? evidence : Optional.empty());
                hazards.merge(hazard, score, Worst::graver);
            }
        }

        private static Score graver(Score one, Score other) {
            var outcomes = one.fitted().orElseThrow().compareTo(other.fitted().orElseThrow());
            return outcomes > 0 || outcomes == 0 && one.value() >= other.value() ? one : other;
        }

        List<Score> scores() {
            var scores = new ArrayList<>(hazards.values());
            scores.add(new Score(UNSAFE, Optional.empty(), Calibration.rounded(unsafe), Optional.of(Outcome.ALLOW),
                Optional.empty()));
            return scores;
        }
    }
}
