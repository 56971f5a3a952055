package dev.moderato.intake.kafka;

import dev.moderato.decision.Decision;
import dev.moderato.decision.Door;
import dev.moderato.decision.GuardsAwayException;
import dev.moderato.decision.Kept;
import dev.moderato.decision.LedgerAwayException;
import dev.moderato.decision.Moderator;
import dev.moderato.decision.Origin;
import dev.moderato.decision.OtherContentException;
import dev.moderato.decision.Submission;
import dev.moderato.decision.Terms;
import dev.moderato.guard.Traces;
import dev.moderato.intake.EventLoops;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.intake.SubmissionReader;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The Kafka door: submissions in, decisions out. A record is acknowledged once its decision, or its dead letter, is on
 * its topic, and offsets are committed up to the oldest record that isn't. So nothing is lost; what comes again finds
 * the decision that stands, and that is published again.
 */
@ApplicationScoped
class KafkaDoor {

    private static final Logger LOG = Logger.getLogger(KafkaDoor.class);

    private final Multi<Message<ConsumerRecord<byte[], byte[]>>> submissions;
    private final SubmissionReader reader;
    private final Moderator moderator;
    private final Outgoing outgoing;
    private final EventLoops loops;
    private final Traces traces;
    private final KafkaSettings settings;
    private final Terms terms;
    private final KeyOrder order = new KeyOrder();
    private final Wait ledger = new Wait("the ledger", Duration.ofMillis(200), Duration.ofSeconds(5));
    private final Wait guards = new Wait("the guards", Duration.ofSeconds(1), Duration.ofSeconds(30));
    private final AtomicInteger inFlight = new AtomicInteger();
    private Cancellable consuming = () -> { };
    private volatile boolean ended;

    KafkaDoor(@Channel("submissions") Multi<Message<ConsumerRecord<byte[], byte[]>>> submissions,
              SubmissionReader reader, Moderator moderator, Outgoing outgoing, EventLoops loops, Traces traces,
              KafkaSettings settings) {
        this.submissions = submissions;
        this.reader = reader;
        this.moderator = moderator;
        this.outgoing = outgoing;
        this.loops = loops;
        this.traces = traces;
        this.settings = settings;
        this.terms = new Terms(Door.KAFKA, false, settings.whenUnavailable() == KafkaSettings.WhenUnavailable.WAIT);
    }

    void open(@Observes StartupEvent event) {
        if (settings.open()) {
            consuming = submissions.onItem().transformToUni(this::take).merge(settings.inFlight())
                .onFailure().invoke(failure -> LOG.error("the Kafka door fell shut", failure))
                .onTermination().invoke(() -> ended = true)
                .subscribe().with(done -> { }, failure -> { });
            LOG.infof("kafka submissions=%s decisions=%s dead-letters=%s", settings.submissions(),
                settings.decisions(), settings.deadLetters());
        }
    }

    /** Before the ledger closes, so that what is left comes again and isn't counted as the ledger's failure. */
    void close(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) ShutdownEvent event) {
        consuming.cancel();
    }

    /** True when no record will be taken any more in this process, though the door is open. */
    boolean fellShut() {
        return ended;
    }

    int inFlight() {
        return inFlight.get();
    }

    int waitingForLedger() {
        return ledger.waiting();
    }

    int waitingForGuards() {
        return guards.waiting();
    }

    /** Never fails. */
    private Uni<Void> take(Message<ConsumerRecord<byte[], byte[]>> message) {
        var received = Received.of(message.getPayload(), traces);
        inFlight.incrementAndGet();
        return order.inTurn(settings.order() == KafkaSettings.Order.KEY ? received.record().key() : null,
                loops.spread(() -> answer(received)).onItemOrFailure().transform(Result::new),
                result -> publish(received, result))
            .onTermination().invoke(() -> received.trace().span().end())
            .chain(() -> Uni.createFrom().completionStage(message.ack()))
            .onTermination().invoke(inFlight::decrementAndGet);
    }

    /** What became of a record: a decision, or why there is none. */
    private record Result(Decision decision, Throwable failure) {
    }

    private Uni<Void> publish(Received received, Result result) {
        if (result.failure() != null) {
            return deadLetter(received, result.failure());
        }
        return outgoing.decision(result.decision(), received.record().key(),
                received.envelope().goingOnIn(received.trace()))
            .onFailure().recoverWithUni(failure -> deadLetter(received, failure));
    }

    private Uni<Void> deadLetter(Received received, Throwable why) {
        received.becomesDeadLetter(why);
        return outgoing.deadLetter(received.record(), why, received.trace());
    }

    /** Fails for good with what is wrong with the record, or with us. */
    private Uni<Decision> answer(Received received) {
        if (received.flaw() != null) {
            return Uni.createFrom().failure(received.flaw());
        }
        var origin = new Origin(received.trace().context(), received.id());
        return Uni.createFrom().deferred(() -> reader.read(received.envelope().data(), settings.tenant()))
            .chain(submission -> decide(submission.orId(received.id()), origin)).map(Kept::decision)
            .onFailure(KafkaDoor::ours).retry().withBackOff(Duration.ofSeconds(1)).atMost(3)
            .onFailure(KafkaDoor::ours).invoke(failure -> LOG.errorf(failure, "%s failed by our own fault",
                received.id()));
    }

    private Uni<Kept> decide(Submission submission, Origin origin) {
        return guards.patiently(
            ledger.patiently(Uni.createFrom().deferred(() -> moderator.moderate(submission, terms, origin)),
                LedgerAwayException.class::isInstance),
            GuardsAwayException.class::isInstance);
    }

    private static boolean ours(Throwable failure) {
        return !(failure instanceof RefusedException || failure instanceof OtherContentException);
    }
}
