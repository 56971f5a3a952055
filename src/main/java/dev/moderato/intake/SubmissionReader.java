package dev.moderato.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moderato.decision.Submission;
import dev.moderato.guard.Content;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Part;
import dev.moderato.guard.Part.Text;
import dev.moderato.guard.Turn;
import dev.moderato.intake.SubmissionBody.ImageUrl;
import dev.moderato.intake.SubmissionBody.Piece;
import dev.moderato.intake.SubmissionBody.TurnBody;
import dev.moderato.policy.Direction;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.PolicyBooks;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Positive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a submission from JSON and checks it whole, so that nothing behind it meets bad input. */
@ApplicationScoped
public class SubmissionReader {

    /** What is larger is read on a worker, not on the event loop. */
    private static final int LARGE = 1 << 16;
    private static final int MOST_ID = 200;
    private static final int MOST_PARTS = 100;
    private static final int MOST_IMAGES = 5;
    private static final int MOST_TURNS = 1_000;
    private static final int MOST_CONTEXT = 16_384;

    private static final ObjectReader JSON = JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build().readerFor(JsonNode.class);

    /** How much content a submission may have. */
    @ConfigMapping(prefix = "moderato.content")
    public interface Settings {

        /** Of the content's text, and again of all earlier turns together. */
        @WithDefault("100000")
        @Positive
        int maxCharacters();
    }

    private final PolicyBooks books;
    private final Settings settings;

    SubmissionReader(PolicyBooks books, Settings settings) {
        this.books = books;
        this.settings = settings;
    }

    /** Fails with {@link RefusedException}, which names the field to change. */
    public Uni<Submission> read(byte[] json, String tenant) {
        if (json.length > BodyLimit.MOST_BYTES) {
            return Uni.createFrom().failure(RefusedException.tooLarge());
        }
        var submission = Uni.createFrom().item(() -> submission(json, tenant));
        return json.length <= LARGE ? submission : submission.runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }

    private Submission submission(byte[] json, String tenant) {
        var body = Fields.of("", tree(json), SubmissionBody.class);
        var content = content(body.at("content"), body.required("content"));
        var conversation = body.get("conversation").map(turns -> conversation(body.at("conversation"), turns))
            .orElse(List.of());
        checkSizes(content, conversation);
        return new Submission(tenant, id(body),
            new Exchange(content, body.choice("direction", Direction.class).orElse(Direction.INPUT), conversation),
            book(body), body.get("context").map(context -> context(body.at("context"), context)));
    }

    private static JsonNode tree(byte[] json) {
        if (json.length == 0) {
            throw RefusedException.body("The body is empty; send a JSON object.");
        }
        try {
            return JSON.readValue(json);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw RefusedException.body("The body is not JSON" + (at == null ? "."
                : ": see line " + at.getLineNr() + ", column " + at.getColumnNr() + "."));
        } catch (IOException e) {
            throw RefusedException.body("The body is not JSON in UTF-8.");
        }
    }

    private static Optional<String> id(Fields body) {
        var id = body.text("id");
        id.ifPresent(text -> {
            if (text.isBlank()) {
                throw RefusedException.field("id", "must not be blank; leave it out and one is made");
            }
            if (text.length() > MOST_ID) {
                throw RefusedException.field("id", "must be at most " + MOST_ID + " characters, has " + text.length());
            }
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw RefusedException.field("id", "must not hold control characters");
            }
        });
        return id;
    }

    private PolicyBook book(Fields body) {
        return books.profile(body.text("profile").orElse("default")).orElseThrow(() -> RefusedException.field("profile",
            "is not one of the profiles, which are "
                + String.join(", ", books.all().stream().map(PolicyBook::profile).toList())));
    }

    private static Content content(String path, JsonNode content) {
        if (content.isTextual()) {
            return Content.of(Fields.text(path, content));
        }
        if (!content.isArray()) {
            throw RefusedException.field(path, "must be a text or a list of parts");
        }
        var parts = new ArrayList<Part>();
        for (var part : Fields.list(path, content, MOST_PARTS)) {
            parts.add(part(path + "[" + parts.size() + "]", part));
        }
        return new Content(parts);
    }

    private static Part part(String path, JsonNode json) {
        var part = Fields.of(path, json, Piece.class);
        var type = part.requiredText("type");
        var other = type.equals("text") ? "image_url" : "text";
        if (part.get(other).isPresent()) {
            throw RefusedException.field(part.at(other), "doesn't go with this type");
        }
        return switch (type) {
            case "text" -> new Text(part.requiredText("text"));
            case "image_url" -> {
                var image = Fields.of(part.at("image_url"), part.required("image_url"), ImageUrl.class);
                yield Images.read(image.at("url"), image.requiredText("url"));
            }
            default -> throw RefusedException.field(part.at("type"), "must be one of text, image_url");
        };
    }

    private static List<Turn> conversation(String path, JsonNode json) {
        var turns = new ArrayList<Turn>();
        for (var element : Fields.list(path, json, MOST_TURNS)) {
            var turn = Fields.of(path + "[" + turns.size() + "]", element, TurnBody.class);
            turns.add(new Turn(
                turn.choice("role", Turn.Role.class)
                    .orElseThrow(() -> RefusedException.field(turn.at("role"), "is missing")),
                content(turn.at("content"), turn.required("content"))));
        }
        return turns;
    }

    private void checkSizes(Content content, List<Turn> conversation) {
        if (!content.hasImages() && content.text().isBlank()) {
            throw RefusedException.field("content", "must not be blank");
        }
        checkLength("content", content.text().length());
        checkLength("conversation", conversation.stream().mapToInt(turn -> turn.content().text().length()).sum());
        var images = content.images().size() + conversation.stream().mapToInt(t -> t.content().images().size()).sum();
        if (images > MOST_IMAGES) {
            throw RefusedException.field(content.images().size() > MOST_IMAGES ? "content" : "conversation",
                "at most " + MOST_IMAGES + " images, earlier turns included; there are " + images);
        }
    }

    private void checkLength(String path, int length) {
        if (length > settings.maxCharacters()) {
            throw RefusedException.field(path, "may have at most " + settings.maxCharacters()
                + " characters of text, has " + length);
        }
    }

    private static JsonNode context(String path, JsonNode context) {
        if (!context.isObject()) {
            throw RefusedException.field(path, "must be an object");
        }
        if (context.toString().length() > MOST_CONTEXT) {
            throw RefusedException.field(path, "may have at most " + MOST_CONTEXT + " characters of JSON");
        }
        checkTexts(path, context);
        var subject = context.path("subject");
        if (subject.isTextual() && subject.textValue().length() > MOST_ID) {
            throw RefusedException.field(path + ".subject", "must be at most " + MOST_ID + " characters");
        }
        return context;
    }

    /** The ledger keeps no NUL, no half of a surrogate pair and no number beyond a double's range. */
    private static void checkTexts(String path, JsonNode json) {
        if (json.isTextual()) {
            Fields.clean(path, json.textValue());
        } else if (json.isFloatingPointNumber() && !Double.isFinite(json.doubleValue())) {
            throw RefusedException.field(path, "holds a number that is too large");
        }
        json.fieldNames().forEachRemaining(name -> Fields.clean(path, name));
        json.forEach(child -> checkTexts(path, child));
    }
}
