package dev.moderato.intake;

import dev.moderato.guard.Part.Image;
import java.util.Base64;
import java.util.regex.Pattern;

/** Images as callers hand them in: data URIs that hold what they say. */
final class Images {

    static final int MOST_BYTES = 4 << 20;

    private static final Pattern DATA_URI = Pattern.compile("data:(image/[a-z+.-]{1,30});base64,");

    private Images() {
    }

    static Image read(String path, String url) {
        if (url.startsWith("http://") || url.startsWith("https://")) {
            throw RefusedException.field(path, "must hold the image itself, data:image/…;base64,…: addresses are not"
                + " fetched");
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
