package dev.moderato.guard.embedded;

import dev.moderato.guard.Question;
import dev.moderato.guard.Score;
import dev.moderato.guard.Verdict;
import dev.moderato.guard.embedded.EmbeddedGuard.Judge;
import dev.moderato.guard.embedded.Models.Loaded;
import dev.moderato.policy.Outcome;
import java.util.List;
import java.util.Optional;

/** One probability, with Prompt Guard's meaning: somebody tries to override instructions, harmful or not. */
final class AttackJudge implements Judge {

    static final String ATTACK = "prompt-attack";

    @Override
    public Verdict judge(Look look, Question question, Loaded models) {
        var header = models.weights().header();
        var index = header.index(ATTACK);
        var label = header.labels().get(index);
        var worst = new Score(ATTACK, Optional.empty(), 0, Optional.of(Outcome.ALLOW), Optional.empty());
        for (var form : look.forms()) {
            for (var passage : form.passages()) {
                var probability = Calibration.rounded(label.calibration().probability(passage.score(index)));
                if (probability > worst.value()) {
                    var follows = label.follows(probability);
                    worst = new Score(ATTACK, Optional.empty(), probability, Optional.of(follows),
                        follows == Outcome.ALLOW ? Optional.empty()
                            : Optional.of(passage.heaviest(form.form(), index)));
                }
            }
        }
        return Verdict.scored(List.of(worst));
    }
}
