package dev.moderato.intake.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.CertificatesForTests;
import dev.moderato.guard.Part.Image;
import dev.moderato.intake.problem.RefusedException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nobody reaches through us what only we can reach. A server on 127.0.0.2 plays a public host, with the certificate of
 * images.example; one on 127.0.0.1 plays what is inside, and must never be asked.
 */
class RemoteImagesTest {

    private static final byte[] PIXEL = Base64.getDecoder().decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg==");
    private static final String PUBLIC = "127.0.0.2";
    private static final String INSIDE = "127.0.0.1";
    private static final Predicate<InetAddress> STAND_IN = address -> address.getHostAddress().equals(PUBLIC);

    @TempDir
    private static Path folder;

    private static Vertx vertx;
    private static PfxOptions certificate;
    private static int port;
    private static final List<String> ASKED_OUTSIDE = new CopyOnWriteArrayList<>();
    private static final List<String> ASKED_INSIDE = new CopyOnWriteArrayList<>();

    private final List<String> lookedUp = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void servers() throws Exception {
        vertx = Vertx.vertx();
        certificate = CertificatesForTests.of(folder.resolve("images.p12"), "dns:images.example");
        port = server(0, PUBLIC, ASKED_OUTSIDE);
        server(port, INSIDE, ASKED_INSIDE);
    }

    private static int server(int port, String host, List<String> asked) throws Exception {
        return vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate))
            .requestHandler(request -> {
                asked.add(request.path());
                answer(request);
            }).listen(port, host).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS).actualPort();
    }

    private static void answer(HttpServerRequest request) {
        var response = request.response();
        switch (request.path()) {
            case "/pixel.png" -> response.end(Buffer.buffer(PIXEL));
            case "/moved" -> response.setStatusCode(302).putHeader("Location", "/pixel.png").end();
            case "/to" -> response.setStatusCode(307).putHeader("Location", request.getParam("url")).end();
            case "/loop" -> response.setStatusCode(302).putHeader("Location", "/loop").end();
            case "/page" -> response.putHeader("Content-Type", "image/png").end("<html>");
            case "/large" -> response.end(Buffer.buffer(new byte[Images.MOST_BYTES + 1]));
            case "/slow" -> response.setChunked(true).write(Buffer.buffer(PIXEL));
            default -> response.setStatusCode(404).end();
        }
    }

    @AfterAll
    static void stop() {
        vertx.close();
    }

    @BeforeEach
    void nobodyWasAsked() {
        ASKED_OUTSIDE.clear();
        ASKED_INSIDE.clear();
    }

    @Test
    void aPublicImageIsFetchedAlsoOverARedirect() {
        assertEquals(new Image("image/png", Base64.getEncoder().encodeToString(PIXEL)),
            fetch(STAND_IN, at("/pixel.png")));
        assertEquals("image/png", fetch(STAND_IN, at("/moved")).mediaType());
    }

    @Test
    void theConnectionGoesToTheAddressThatWasChecked() {
        fetch(STAND_IN, at("/pixel.png"));

        assertEquals(List.of("images.example"), lookedUp, "a second look-up could give another address");
        assertEquals(List.of("/pixel.png"), ASKED_OUTSIDE);
    }

    @Test
    void aNameThatTurnsInwardsBetweenTwoLookUpsIsRefused() {
        refused(images(STAND_IN, host -> List.of(address(lookedUp.size() == 1 ? PUBLIC : INSIDE))), at("/moved"));

        assertEquals(2, lookedUp.size());
        assertEquals(List.of("/moved"), ASKED_OUTSIDE);
        assertEquals(List.of(), ASKED_INSIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://images.example/", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data",
        "https://2130706433/", "https://0177.0.0.1/", "https://017700000001/", "https://0x7f.0.0.1/",
        "https://0x7f000001/", "https://127.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/", "https://localhost/", "https://images.example@127.0.0.1/",
        "https://user:password@images.example/", "https://127.0.0.1.nip.io.0x7f/", "https:///pixel.png",
        "https://images.example:70000/", "https://ⅼocalhost/", "https://images.example\\@127.0.0.1/", "http://"})
    void whatIsNotAPlainAddressOfAHostIsNotEvenLookedUp(String address) {
        refused(images(STAND_IN, host -> List.of(address(INSIDE))), address);

        assertEquals(List.of(), ASKED_INSIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "100.64.0.1", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::",
        "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1",
        "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "2002:7f00:1::1", "2001:0:7f00:1::1",
        "2001:db8::1"})
    void aHostThatIsNotPublicIsNotConnectedTo(String address) throws UnknownHostException {
        assertFalse(PublicAddresses.contain(InetAddress.getByName(address)));
        refused(images(PublicAddresses::contain, host -> List.of(address(address))), at("/pixel.png"));
        assertEquals(List.of(), ASKED_INSIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450::1"})
    void publicAddressesAreKnownAsSuch(String address) throws UnknownHostException {
        assertTrue(PublicAddresses.contain(InetAddress.getByName(address)));
    }

    @Test
    void oneInwardAddressAmongSeveralIsEnough() {
        refused(images(STAND_IN, host -> List.of(address(PUBLIC), address(INSIDE))), at("/pixel.png"));

        assertEquals(List.of(), ASKED_OUTSIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1/", "http://images.example/pixel.png", "https://169.254.169.254/",
        "https://[::ffff:127.0.0.1]/", "https://2130706433/", "//inside.example/", "file:///etc/passwd", "https://"})
    void aRedirectInwardsIsRefused(String to) {
        refused(images(STAND_IN, host -> List.of(address(host.startsWith("inside") ? INSIDE : PUBLIC))),
            at("/to?url=" + to));

        assertEquals(List.of("/to"), ASKED_OUTSIDE);
        assertEquals(List.of(), ASKED_INSIDE);
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() {
        refused(images(STAND_IN, host -> List.of(address(PUBLIC))),
            "https://other.example:" + port + "/pixel.png");
        assertEquals(List.of(), ASKED_OUTSIDE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/loop", "/page", "/large", "/slow", "/nothing"})
    void whatIsNoImageOrTooLargeOrTooSlowIsRefused(String path) {
        refused(images(STAND_IN, host -> List.of(address(PUBLIC))), at(path));
        assertTrue(ASKED_OUTSIDE.size() <= 4, ASKED_OUTSIDE.toString());
    }

    @Test
    void aHostThatDoesNotExistIsToldLikeOneThatIsInside() {
        refused(images(STAND_IN, host -> {
            throw new UnknownHostException(host);
        }), at("/pixel.png"));
    }

    private Image fetch(Predicate<InetAddress> allowed, String address) {
        return images(allowed, host -> List.of(address(PUBLIC))).fetch(Map.of("url", address)).await()
            .atMost(Duration.ofSeconds(10)).get("url");
    }

    /** In the same words, whatever it was: an answer that differs would tell about what is inside. */
    private void refused(RemoteImages images, String address) {
        var refused = assertThrows(RefusedException.class,
            () -> images.fetch(Map.of("content[0].image_url.url", address)).await().atMost(Duration.ofSeconds(10)));
        assertEquals("content[0].image_url.url", refused.field().orElseThrow());
        assertEquals("could not be fetched: it must be an https address of a public host, and answer with a PNG, JPEG,"
            + " GIF or WebP of at most 4 MiB within 1.0 s", refused.getMessage());
    }

    private RemoteImages images(Predicate<InetAddress> allowed, Names names) {
        var settings = new RemoteImages.Settings() {
            @Override
            public boolean remoteImages() {
                return true;
            }

            @Override
            public Duration remoteTimeout() {
                return Duration.ofSeconds(1);
            }
        };
        return new RemoteImages(vertx, settings, host -> {
            lookedUp.add(host);
            return names.resolve(host);
        }, allowed, new HttpClientOptions().setTrustOptions(certificate));
    }

    private static String at(String path) {
        return "https://images.example:" + port + path;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
