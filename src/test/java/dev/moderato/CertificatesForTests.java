package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;

/** Certificates that sign themselves, made by the JDK's keytool. */
public final class CertificatesForTests {

    private static final String PASSWORD = "password";

    private CertificatesForTests() {
    }

    /** @param names as in {@code dns:images.example} */
    public static PfxOptions of(Path file, String names) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=test", "-ext", "SAN=" + names, "-keystore",
            file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD).inheritIO().start().waitFor());
        return new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
    }
}
