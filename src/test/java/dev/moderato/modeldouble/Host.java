package dev.moderato.modeldouble;

import io.vertx.core.json.JsonObject;

/** One profile's way of answering. */
interface Host {

    /** What it says by itself. */
    Reply answer(Call call);

    /** A successful reply that holds this choice: {@code message} and {@code finish_reason}. */
    Reply completion(Call call, JsonObject choice);
}
