package dev.moderato.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyWatchTest {

    @TempDir
    private Path temporary;
    private Path folder;
    private Path policy;
    private final FakeArchive archive = new FakeArchive();
    private MeterRegistry meters;
    private PolicyBooks books;
    private PolicyWatch watch;

    @BeforeEach
    void aFolder() throws IOException {
        folder = temporary.resolve("policies");
        policy = write(folder.resolve("default"), "First").resolve("insults.md");
        start();
    }

    @Test
    void anEditComesIntoForceOnceItStandsStill() throws IOException {
        Files.writeString(policy, text("Second"));

        watch.look();
        assertEquals("First", title());
        watch.look();
        assertEquals("Second", title());
    }

    @Test
    void whatIsStillBeingWrittenWaits() throws IOException {
        Files.writeString(policy, text("Second"));
        watch.look();
        Files.writeString(policy, text("The third"));
        watch.look();

        assertEquals("First", title());
    }

    @Test
    void theLinksOfAConfigMapAreFollowed() throws IOException {
        write(temporary.resolve("one"), "One");
        write(temporary.resolve("two"), "Two");
        Files.delete(policy);
        Files.delete(folder.resolve("default/hazards.yaml"));
        var data = Files.createSymbolicLink(folder.resolve("default/..data"), temporary.resolve("one"));
        for (var name : List.of("insults.md", "hazards.yaml")) {
            Files.createSymbolicLink(folder.resolve("default").resolve(name), Path.of("..data", name));
        }
        start();
        assertEquals("One", title());

        var next = Files.createSymbolicLink(folder.resolve("default/..data_tmp"), temporary.resolve("two"));
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        lookTwice();

        assertEquals("Two", title());
    }

    @Test
    void aBrokenFolderLeavesTheLastGoodBookInForceUntilItIsMended() throws IOException {
        var good = books.profile("default").orElseThrow();
        Files.writeString(policy, text("Second").replace("consult: always", "consult: often"));
        lookTwice();

        assertSame(good, books.profile("default").orElseThrow());
        assertTrue(books.trouble().orElseThrow().contains("insults.md:3: consult must be one of"),
            books.trouble().toString());
        assertTrue(warning().contains("last good"), warning());
        assertTrue(!warning().contains("insults"), "strangers may read it");

        Files.writeString(policy, text("Third"));
        lookTwice();

        assertEquals("Third", title());
        assertEquals("", warning());
    }

    @Test
    void aFolderThatIsGoneLeavesTheLastGoodBookInForce() throws IOException {
        Files.move(folder, temporary.resolve("away"));
        lookTwice();

        assertEquals("First", title());
        assertTrue(books.trouble().isPresent());

        Files.move(temporary.resolve("away"), folder);
        lookTwice();

        assertTrue(books.trouble().isEmpty());
    }

    @Test
    void aFileThatCannotBeReadIsToldAndLeavesTheLastGoodBookInForce() throws IOException {
        Files.createSymbolicLink(policy.resolveSibling("nowhere.md"), temporary.resolve("nothing-there"));
        lookTwice();

        assertEquals("First", title());
        assertTrue(books.trouble().isPresent());
        assertTrue(warning().contains("last good"), warning());
    }

    @Test
    void aProfileComesAndGoes() throws IOException {
        write(folder.resolve("strict"), "Strict");
        lookTwice();
        assertTrue(books.profile("strict").isPresent());

        Files.move(folder.resolve("strict"), temporary.resolve("away"));
        lookTwice();
        assertTrue(books.profile("strict").isEmpty());
    }

    @Test
    void theSameBytesWrittenAgainAreTheSameRevision() throws IOException {
        var before = books.profile("default").orElseThrow().revision();
        Files.writeString(policy, text("First"));
        lookTwice();
        assertEquals(before, books.profile("default").orElseThrow().revision());

        Files.writeString(policy, text("Other"));
        lookTwice();
        assertNotEquals(before, books.profile("default").orElseThrow().revision());
    }

    /** Both policies of the folder are always of one writing, whoever reads while it is swapped. */
    @Test
    void whoeverReadsWhileItIsSwappedSeesOneRevision() throws Exception {
        var swaps = 60;
        for (var i = 0; i <= swaps; i++) {
            var whole = write(temporary.resolve("book-" + i), "Title " + i);
            Files.writeString(whole.resolve("second.md"), text("Title " + i));
        }
        Files.move(folder.resolve("default"), temporary.resolve("away"));
        var link = Files.createSymbolicLink(folder.resolve("default"), temporary.resolve("book-0"));
        start();
        var done = new AtomicBoolean();
        var readers = Executors.newFixedThreadPool(2);
        Callable<Integer> reader = () -> {
            var mixed = 0;
            while (!done.get()) {
                var titles = books.profile("default").orElseThrow().policies().stream().map(Policy::title).distinct();
                mixed += titles.count() == 1 ? 0 : 1;
            }
            return mixed;
        };
        var reading = IntStream.range(0, 2).mapToObj(i -> readers.submit(reader)).toList();
        var seen = new ArrayList<String>();
        for (var i = 1; i <= swaps; i++) {
            var next = Files.createSymbolicLink(temporary.resolve("next"), temporary.resolve("book-" + i));
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
            lookTwice();
            seen.add(title());
        }
        done.set(true);
        readers.shutdown();

        assertEquals(IntStream.rangeClosed(1, swaps).mapToObj(i -> "Title " + i).toList(), seen);
        for (var mixed : reading) {
            assertEquals(0, mixed.get());
        }
    }

    @Test
    void whatChangedWhileItWasReadIsNotABook() throws IOException {
        Files.writeString(policy, text("Second"));

        assertFalse(books.reload(() -> false));
        assertEquals("First", title());

        assertTrue(books.reload(() -> true));
        assertEquals("Second", title());
    }

    @Test
    void nothingComesIntoForceWithoutBeingKept() throws IOException {
        archive.away = true;
        Files.writeString(policy, text("Second"));
        lookTwice();

        assertEquals("First", title());
        assertTrue(books.trouble().orElseThrow().contains("the ledger"), books.trouble().toString());

        archive.away = false;
        lookTwice();

        assertEquals("Second", title());
        assertTrue(books.trouble().isEmpty());
        assertEquals(List.of(books.profile("default").orElseThrow()), archive.latest);
    }

    @Test
    void howOftenAndWhetherItIsBrokenIsMeasured() throws IOException {
        assertEquals(1, meters.get("moderato.policies.reloads").counter().count());
        assertEquals(0, meters.get("moderato.policies.broken").gauge().value());

        Files.writeString(policy, "nothing");
        lookTwice();

        assertEquals(1, meters.get("moderato.policies.broken").gauge().value());
        assertEquals(1, meters.get("moderato.policies.reloads").counter().count());
    }

    /** Keeps the last that it was given; one that is away says so. */
    private static final class FakeArchive implements BookArchive {

        private boolean away;
        private Collection<PolicyBook> latest = List.of();

        @Override
        public void keep(Collection<PolicyBook> books) {
            if (away) {
                throw new AwayException(null);
            }
            latest = books;
        }
    }

    private void start() {
        var settings = new PolicyBooks.Settings() {
            @Override
            public Path folder() {
                return folder;
            }

            @Override
            public Duration poll() {
                return Duration.ofHours(1);
            }
        };
        meters = new SimpleMeterRegistry();
        books = new PolicyBooks(settings, archive, meters);
        watch = new PolicyWatch(books, settings);
        lookTwice();
    }

    private void lookTwice() {
        watch.look();
        watch.look();
    }

    private String title() {
        return books.profile("default").orElseThrow().policy("insults").orElseThrow().title();
    }

    private String warning() {
        return String.valueOf(new PolicyReadiness(books).call().getData().orElse(Map.of()).getOrDefault("warning", ""));
    }

    private static Path write(Path profile, String title) throws IOException {
        Files.createDirectories(profile);
        Files.copy(Path.of("policies/default/hazards.yaml"), profile.resolve("hazards.yaml"));
        Files.writeString(profile.resolve("insults.md"), text(title));
        return profile;
    }

    private static String text(String title) {
        return BooksForTests.text("consult: always").replace("A policy for tests", title);
    }
}
