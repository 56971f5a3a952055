package dev.moderato.modeldouble;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The double's own paths, for tests that can't call it in Java. */
final class Admin {

    static final String ROOT = "/__double/";

    private final ModelDouble models;
    private final Desk desk;

    Admin(ModelDouble models, Desk desk) {
        this.models = models;
        this.desk = desk;
    }

    Reply take(HttpServerRequest request, Buffer body) {
        return switch (request.method() + " " + request.path().substring(ROOT.length())) {
            case "POST scenario" -> {
                ScenarioJson.add(new JsonObject(body), desk.scenarios());
                yield Reply.status(204, "");
            }
            case "POST reset" -> {
                models.reset();
                yield Reply.status(204, "");
            }
            case "GET requests" -> Reply.json(200, new JsonArray(models.seen().stream().map(Seen::toJson).toList()));
            case "GET count" -> Reply.json(200, new JsonObject().put("count", models.count()));
            default -> Reply.raw("text/plain", 404, "");
        };
    }
}
