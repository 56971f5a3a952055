package dev.moderato.intake.image;

import dev.moderato.guard.Part.Image;
import dev.moderato.intake.problem.RefusedException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** Images as callers hand them in: data URIs that hold what they say. */
public final class Images {

    /** Of one image. */
    public static final int MOST_BYTES = 4 << 20;

    private static final Pattern DATA_URI = Pattern.compile("data:(image/[a-z+.-]{1,30});base64,");

    private Images() {
    }

    /** Whether it is an address, and not the image itself. */
    public static boolean isAddress(String url) {
        return url.startsWith("http://") || url.startsWith("https://");
    }

    /** @throws RefusedException that names the path */
    public static Image read(String path, String url) {
        if (isAddress(url)) {
            throw RefusedException.field(path, "must hold the image itself, data:image/…;base64,…: addresses are"
                + " not fetched here");
        }
        var uri = DATA_URI.matcher(url);
        if (!uri.lookingAt()) {
            throw RefusedException.field(path, "must be data:image/png;base64,… (PNG, JPEG, GIF or WebP)");
        }
        var base64 = url.substring(uri.end());
        if (base64.length() > (MOST_BYTES + 2) / 3 * 4) {
            throw RefusedException.field(path, "may have at most 4 MiB");
        }
        var bytes = bytes(path, base64);
        var type = type(bytes);
        if (type.isEmpty()) {
            throw RefusedException.field(path, "is not a PNG, JPEG, GIF or WebP image by its bytes");
        }
        return new Image(type, base64);
    }

    /** The image that the bytes are, or empty when they are none that the models know. */
    static Optional<Image> of(byte[] bytes) {
        return Optional.of(type(bytes)).filter(type -> !type.isEmpty())
            .map(type -> new Image(type, Base64.getEncoder().encodeToString(bytes)));
    }

    private static byte[] bytes(String path, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw RefusedException.field(path, "is not base64");
        }
    }

    /** By the first bytes of each format's specification; empty for anything else. */
    private static String type(byte[] bytes) {
        if (begins(bytes, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) {
            return "image/png";
        }
        if (begins(bytes, 0, 0xFF, 0xD8, 0xFF)) {
            return "image/jpeg";
        }
        if (begins(bytes, 0, 'G', 'I', 'F', '8')) {
            return "image/gif";
        }
        return begins(bytes, 0, 'R', 'I', 'F', 'F') && begins(bytes, 8, 'W', 'E', 'B', 'P') ? "image/webp" : "";
    }

    private static boolean begins(byte[] bytes, int at, int... with) {
        if (bytes.length < at + with.length) {
            return false;
        }
        for (var i = 0; i < with.length; i++) {
            if ((bytes[at + i] & 0xFF) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
