package dev.moderato.guard.evaluation;

import dev.moderato.guard.Assessment.Assessed;
import dev.moderato.guard.Assessment.Effort;
import dev.moderato.guard.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A fake that answers what the case expects, and says so in its model's name. */
public final class ExpectedAnswers {

    public static final String MODEL = "a fake that answers what the case expects; it says nothing about a model";

    private ExpectedAnswers() {
    }

    /** Recordings of all policies in a profile. */
    public static void record(Path profile, Path into) throws IOException {
        for (var file : PolicyTrials.files(profile)) {
            Recording.write(into, to(PolicyTrials.read(file)));
        }
    }

    static Evaluation to(PolicyTrials test) {
        return new Evaluation(test, test.trials().stream().map(trial -> new Result(trial,
            new Assessed("model-double", Optional.of(test.policy()), MODEL, new Verdict(List.of(),
                trial.expected().stream().toList(), List.of(), Optional.of("high"), Optional.of("As expected."),
                Optional.empty(), false, false), Effort.NONE))).toList());
    }
}
