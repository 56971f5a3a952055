package dev.moderato.intake.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The keys that are configured, known by their hashes alone. */
@ApplicationScoped
public class ApiKeys {

    private static final int RANDOM_BYTES = 32;

    private final Map<String, Caller> owners = new HashMap<>();

    ApiKeys(AccessSettings settings) {
        new TreeMap<>(settings.keys()).forEach((name, key) -> {
            var other = owners.put(key.hash(), new Caller(name, key.tenant(), key.roles()));
            if (other != null) {
                throw new IllegalStateException("moderato.keys." + name + ".hash: is the same as that of "
                    + other.name());
            }
        });
    }

    boolean isEmpty() {
        return owners.isEmpty();
    }

    Optional<Caller> owner(String key) {
        return Optional.ofNullable(owners.get(hash(key)));
    }

    /** Whether a key can have them. */
    public static boolean areRoles(Collection<String> names) {
        return Roles.ALL.containsAll(names);
    }

    /** A new key. Its 256 random bits make a slow hash needless. */
    public static String make() {
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return "mod-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** As {@code moderato.keys.<name>.hash} has it. */
    public static String hash(String key) {
        try {
            return "sha256:" + HexFormat.of().formatHex(
                MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JRE has SHA-256", e);
        }
    }
}
