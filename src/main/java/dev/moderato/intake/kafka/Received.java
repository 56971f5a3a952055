package dev.moderato.intake.kafka;

import dev.moderato.guard.Trace;
import dev.moderato.guard.Traces;
import dev.moderato.intake.problem.RefusedException;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record on its way, with the span of that way: it begins below the trace that the record came with, and the decision
 * or dead letter carries it on.
 *
 * @param envelope how it came; {@link Envelope#sealed} where it can't be opened
 * @param flaw why it can't be opened, or null
 */
record Received(ConsumerRecord<byte[], byte[]> record, Envelope envelope, RefusedException flaw, Trace trace) {

    static Received of(ConsumerRecord<byte[], byte[]> record, Traces traces) {
        Envelope envelope;
        RefusedException flaw = null;
        try {
            envelope = Envelope.open(record.headers(), record.value());
        } catch (RefusedException e) {
            envelope = Envelope.sealed(record.headers());
            flaw = e;
        }
        var trace = traces.at(envelope.cameIn()).begin("process " + record.topic(), SpanKind.CONSUMER);
        trace.span().setAttribute("messaging.system", "kafka").setAttribute("messaging.operation.type", "process")
            .setAttribute("messaging.destination.name", record.topic())
            .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
            .setAttribute("messaging.kafka.offset", record.offset());
        return new Received(record, envelope, flaw, trace);
    }

    /** Topic, partition and offset: the same each time that the record comes. */
    String id() {
        return record.topic() + "-" + record.partition() + "-" + record.offset();
    }

    void becomesDeadLetter(Throwable why) {
        trace.span().setAttribute("error.type", why.getClass().getSimpleName()).setStatus(StatusCode.ERROR);
    }
}
