package dev.moderato.decision;

import dev.moderato.guard.Content;
import dev.moderato.guard.Exchange;
import dev.moderato.guard.Part;
import dev.moderato.policy.Revision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A digest of all that is judged: content, direction and conversation, each piece with its kind and length. */
final class Digest {

    private final MessageDigest sha256 = Revision.digest();

    private Digest() {
    }

    static String of(Exchange exchange) {
        var digest = new Digest();
        digest.add(exchange.direction().toString());
        digest.add(exchange.content());
        exchange.conversation().forEach(turn -> {
            digest.add(turn.role().toString());
            digest.add(turn.content());
        });
        return Revision.of(digest.sha256);
    }

    private void add(Content content) {
        sha256.update(ByteBuffer.allocate(4).putInt(content.parts().size()).flip());
        for (var part : content.parts()) {
            if (part instanceof Part.Text text) {
                add("text");
                add(text.text());
            } else if (part instanceof Part.Image image) {
                add(image.mediaType());
                add(image.base64());
            }
        }
    }

    private void add(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        sha256.update(bytes);
    }
}
