package dev.moderato.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.guard.Bulkhead.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    private final Bulkhead bulkhead = new Bulkhead(1, 2);
    private final List<String> came = new ArrayList<>();
    private final Runnable first = () -> came.add("first");
    private final Runnable second = () -> came.add("second");

    @Test
    void whoWaitsComesInTheOrderOfWaitingAsOthersLeave() {
        assertEquals(Entry.INSIDE, bulkhead.enter(() -> came.add("at once")));
        assertEquals(Entry.WAITS, bulkhead.enter(first));
        assertEquals(Entry.WAITS, bulkhead.enter(second));
        assertEquals(List.of(), came);

        bulkhead.leave();
        assertEquals(List.of("first"), came);
        bulkhead.leave();
        assertEquals(List.of("first", "second"), came);
        bulkhead.leave();
        assertEquals(Entry.INSIDE, bulkhead.enter(first));
    }

    @Test
    void whenTooManyWaitTheNextIsRefused() {
        bulkhead.enter(first);
        bulkhead.enter(first);
        bulkhead.enter(first);

        assertEquals(Entry.REFUSED, bulkhead.enter(second));
    }

    @Test
    void whoGivesUpNeverComesAndMakesRoom() {
        bulkhead.enter(() -> { });
        bulkhead.enter(first);
        bulkhead.enter(second);

        assertTrue(bulkhead.giveUp(first));
        assertFalse(bulkhead.giveUp(first));
        assertEquals(Entry.WAITS, bulkhead.enter(first));
        bulkhead.leave();

        assertEquals(List.of("second"), came);
    }

    @Test
    void manyThreadsNeverFindMoreInsideThanMayBeAndAllGetTheirTurn() throws InterruptedException {
        var narrow = new Bulkhead(3, 10_000);
        var inside = new AtomicInteger();
        var mostInside = new AtomicInteger();
        var done = new CountDownLatch(10_000);
        var threads = Executors.newFixedThreadPool(8);
        Runnable work = () -> threads.execute(() -> {
            mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            narrow.leave();
            done.countDown();
        });
        for (var i = 0; i < 10_000; i++) {
            threads.execute(() -> {
                if (narrow.enter(work) == Entry.INSIDE) {
                    work.run();
                }
            });
        }

        assertTrue(done.await(20, TimeUnit.SECONDS));
        threads.shutdown();
        assertTrue(mostInside.get() <= 3, mostInside + " were inside");
    }
}
