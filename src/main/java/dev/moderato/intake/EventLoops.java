package dev.moderato.intake;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Spreads work over the event loops. A consumer's records and a stream's lines all come on one, which alone would use one
 * processor however many there are.
 */
@ApplicationScoped
public class EventLoops {

    private final Vertx vertx;
    private final List<Context> contexts;
    private final AtomicInteger next = new AtomicInteger();

    EventLoops(Vertx vertx) {
        this.vertx = vertx;
        contexts = Stream.<Context>generate(((VertxInternal) vertx)::createEventLoopContext)
            .limit(Runtime.getRuntime().availableProcessors()).toList();
    }

    /** The work on the next event loop; what comes of it comes on the one that it is subscribed to on. */
    public <T> Uni<T> spread(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom().deferred(() -> {
            var here = vertx.getOrCreateContext();
            var there = VertxContext.createNewDuplicatedContext(
                contexts.get(Math.floorMod(next.getAndIncrement(), contexts.size())));
            return Uni.createFrom().<T>deferred(work).runSubscriptionOn(command -> there.runOnContext(none -> command.run()))
                .emitOn(command -> here.runOnContext(none -> command.run()));
        });
    }
}
