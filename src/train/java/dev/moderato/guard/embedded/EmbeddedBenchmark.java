package dev.moderato.guard.embedded;

import dev.moderato.guard.Exchange;
import dev.moderato.guard.Question;
import dev.moderato.guard.Verdict;
import dev.moderato.guard.embedded.Models.Loaded;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What both embedded guards take for a text of so many characters, on one core. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 3, time = 10)
@Fork(1)
public class EmbeddedBenchmark {

    private static final String LETTER = "We moved into the flat above the bakery last spring. The stairs are steep and the"
        + " kitchen window sticks, but in the morning the whole house smells of bread. My sister says that I should"
        + " write down what the neighbours tell me, because nobody else will remember it. So here is the first story."
        + " When the river rose in 1962, Mr Harlan carried every sack of flour up to the attic by himself. ";

    @Param({"50", "500", "5000"})
    private int characters;

    private Loaded models;
    private Question question;

    @Setup
    public void load() throws Exception {
        models = new Loaded(Encoder.load(), Weights.load());
        question = Question.about(Exchange.of(
            LETTER.repeat(characters / LETTER.length() + 1).substring(0, characters)));
    }

    @TearDown
    public void close() throws Exception {
        models.encoder().close();
    }

    @Benchmark
    public Verdict hazardsAndAttack() throws Exception {
        var look = Look.at(question, models, () -> true);
        new AttackJudge().judge(look, question, models);
        return new HazardJudge().judge(look, question, models);
    }
}
