package dev.moderato.intake.kafka;

import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Spreads work over the event loops. The records of a consumer all come on one, which alone would use one processor
 * however many there are.
 */
@ApplicationScoped
class EventLoops {

    private final List<Context> contexts;
    private final AtomicInteger next = new AtomicInteger();

    EventLoops(Vertx vertx) {
        contexts = Stream.<Context>generate(((VertxInternal) vertx)::createEventLoopContext)
            .limit(Runtime.getRuntime().availableProcessors()).toList();
    }

    /** The work on the next event loop; what comes of it comes on the one that it is subscribed to on. */
    <T> Uni<T> spread(Uni<T> work) {
        return Uni.createFrom().deferred(() -> {
            var here = Vertx.currentContext();
            var there = VertxContext.createNewDuplicatedContext(
                contexts.get(Math.floorMod(next.getAndIncrement(), contexts.size())));
            return work.runSubscriptionOn(command -> there.runOnContext(none -> command.run()))
                .emitOn(command -> here.runOnContext(none -> command.run()));
        });
    }
}
