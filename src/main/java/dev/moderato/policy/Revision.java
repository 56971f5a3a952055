package dev.moderato.policy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells two versions of the same thing apart: {@code sha256:} and the digest of its bytes in 64 hex digits. */
public final class Revision {

    private Revision() {
    }

    public static String of(byte[] bytes) {
        var digest = digest();
        digest.update(bytes);
        return of(digest);
    }

    /** Of all that the digest was given; it is empty afterwards. */
    public static String of(MessageDigest digest) {
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    /** A digest to give bytes to, a piece at a time. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
