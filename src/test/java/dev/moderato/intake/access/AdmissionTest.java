package dev.moderato.intake.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.moderato.intake.problem.BusyException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Admission admission = new Admission(new SmallRyeConfigBuilder().withMapping(AccessSettings.class)
        .build().getConfigMapping(AccessSettings.class), new SimpleMeterRegistry());

    @Test
    void nobodyIsLetInOnceTheProcessIsToldToStop() {
        admission.checkRoom();

        admission.stop(new ShutdownDelayInitiatedEvent());

        assertThrows(BusyException.class, admission::checkRoom);
        assertThrows(BusyException.class, () -> admission.enter(Caller.ANYBODY, 1));
    }

    @Test
    void theStopWaitsForWhoWasLetIn() throws Exception {
        var first = admission.enter(Caller.ANYBODY, 1);
        var second = admission.enter(Caller.ANYBODY, 1);
        admission.stop(new ShutdownDelayInitiatedEvent());
        var finished = new CompletableFuture<Void>();
        var waiting = new Thread(() -> {
            finish();
            finished.complete(null);
        });
        waiting.start();
        Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        first.leave();
        Awaitility.await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertFalse(finished.isDone());
        second.leave();
        finished.get(5, TimeUnit.SECONDS);
    }

    private void finish() {
        try {
            admission.finish(new ShutdownEvent());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
