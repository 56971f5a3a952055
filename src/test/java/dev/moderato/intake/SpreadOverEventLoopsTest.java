package dev.moderato.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SpreadOverEventLoopsTest {

    private static final int WORKS = 100;
    private static final Vertx VERTX = Vertx.vertx();

    private final EventLoops loops = new EventLoops(VERTX);
    private final Context consumers = VERTX.getOrCreateContext();

    @AfterAll
    static void end() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theWorkOnRecordsIsSpreadOverAsManyEventLoopsAsThereAreProcessors() {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();

        onTheConsumersLoop(loops.spread(() -> Uni.createFrom().item(workers.add(Thread.currentThread()))));

        assertEquals(Runtime.getRuntime().availableProcessors(), workers.size());
    }

    @Test
    void whatComesOfItComesOnTheConsumersLoop() {
        var came = onTheConsumersLoop(loops.spread(() -> Uni.createFrom().item("decided"))
            .map(decided -> Vertx.currentContext()));

        assertEquals(Set.of(consumers), Set.copyOf(came));
    }

    @Test
    void soDoesAFailure() {
        var failed = onTheConsumersLoop(loops.spread(() -> Uni.createFrom().failure(new IllegalStateException("broken")))
            .onFailure().recoverWithItem(failure -> Vertx.currentContext()));

        assertEquals(Set.of((Object) consumers), Set.copyOf(failed));
        assertThrows(CompletionException.class, () -> onTheConsumersLoop(
            loops.spread(() -> Uni.createFrom().failure(new IllegalStateException("broken")))));
    }

    /** Each of many, as a consumer subscribes to them. */
    private <T> List<T> onTheConsumersLoop(Uni<T> work) {
        var all = IntStream.range(0, WORKS).mapToObj(i -> new CompletableFuture<T>()).toList();
        consumers.runOnContext(none -> all.forEach(one ->
            work.subscribe().with(one::complete, one::completeExceptionally)));
        return all.stream().map(CompletableFuture::join).toList();
    }
}
