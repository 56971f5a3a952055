package dev.moderato.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moderato.decision.Submission;
import dev.moderato.guard.Content;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Part.Image;
import dev.moderato.guard.Turn;
import dev.moderato.intake.image.RemoteImages;
import dev.moderato.intake.problem.RefusedException;
import dev.moderato.policy.Direction;
import dev.moderato.policy.PolicyBook;
import dev.moderato.policy.PolicyBooks;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a submission from JSON and checks it whole, so that nothing behind it meets bad input. */
@ApplicationScoped
public class SubmissionReader {

    private static final int MOST_ID = 200;
    private static final int MOST_IMAGES = 5;
    private static final int MOST_CONTEXT = 16_384;

    /** How much content a submission may have. */
    @ConfigMapping(prefix = "moderato.content")
    public interface Settings {

        /** Of the content's text, and again of all earlier turns together. */
        @WithDefault("100000")
        @Positive
        int maxCharacters();
    }

    private final PolicyBooks books;
    private final RemoteImages images;
    private final Settings settings;

    SubmissionReader(PolicyBooks books, RemoteImages images, Settings settings) {
        this.books = books;
        this.images = images;
        this.settings = settings;
    }

    /** Fails with {@link RefusedException}, which names the field to change. */
    public Uni<Submission> read(byte[] json, String tenant) {
        return JsonBody.read(json).chain(body -> read(body, tenant));
    }

    /** Fails with {@link RefusedException}, which names the field to change. */
    public Uni<Submission> read(JsonNode json, String tenant) {
        if (!images.areFetched()) {
            return Uni.createFrom().item(() -> submission(json, tenant, Map.of()));
        }
        var addresses = ContentReader.addresses(json);
        if (addresses.size() > MOST_IMAGES) {
            return Uni.createFrom().failure(tooManyImages("content", addresses.size()));
        }
        return images.fetch(addresses).map(fetched -> submission(json, tenant, fetched));
    }

    private Submission submission(JsonNode json, String tenant, Map<String, Image> fetched) {
        var body = Fields.of("", json, SubmissionBody.class);
        var contents = new ContentReader(fetched);
        var content = contents.content(body.at("content"), body.required("content"));
        var conversation = body.get("conversation")
            .map(turns -> contents.conversation(body.at("conversation"), turns)).orElse(List.of());
        checkSizes(content, conversation);
        return new Submission(tenant, id(body),
            new Exchange(content, body.choice("direction", Direction.class).orElse(Direction.INPUT), conversation),
            book(body), body.get("context").map(context -> context(body.at("context"), context)));
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

    private void checkSizes(Content content, List<Turn> conversation) {
        if (!content.hasImages() && content.text().isBlank()) {
            throw RefusedException.field("content", "must not be blank");
        }
        checkLength("content", content.text().length());
        checkLength("conversation", conversation.stream().mapToInt(turn -> turn.content().text().length()).sum());
        var images = content.images().size() + conversation.stream().mapToInt(t -> t.content().images().size()).sum();
        if (images > MOST_IMAGES) {
            throw tooManyImages(content.images().size() > MOST_IMAGES ? "content" : "conversation", images);
        }
    }

    private static RefusedException tooManyImages(String path, int images) {
        return RefusedException.field(path, "at most " + MOST_IMAGES + " images, earlier turns included; there are "
            + images);
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
