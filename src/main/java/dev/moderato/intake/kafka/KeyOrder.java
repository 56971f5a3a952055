package dev.moderato.intake.kafka;

import io.smallrye.mutiny.Uni;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/** Work on records of one key goes on at once, and what follows from it in the order in which they came. */
final class KeyOrder {

    private final ConcurrentMap<ByteBuffer, CompletableFuture<Void>> last = new ConcurrentHashMap<>();

    /**
     * Begins {@code work} when subscribed, and {@code then} once that of every record before has ended.
     *
     * <p>To be called in the order of the records. Those without a key have no order.
     */
    <T> Uni<Void> inTurn(byte[] key, Uni<T> work, Function<T, Uni<Void>> then) {
        if (key == null) {
            return work.chain(then::apply);
        }
        var name = ByteBuffer.wrap(key);
        var ended = new CompletableFuture<Void>();
        var before = last.put(name, ended);
        var turn = before == null ? Uni.createFrom().voidItem() : Uni.createFrom().completionStage(before);
        return work.chain(item -> turn.chain(() -> then.apply(item))).onTermination().invoke(() -> {
            last.remove(name, ended);
            ended.complete(null);
        });
    }
}
