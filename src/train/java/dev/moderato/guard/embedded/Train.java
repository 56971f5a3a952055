package dev.moderato.guard.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moderato.guard.embedded.Weights.Header;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** Rebuilds the embedded guards' weights from the data; README.md beside this says how it is called. */
public final class Train {

    private static final long SEED = 1;
    private static final Path WEIGHTS = Path.of("src/main/resources" + Weights.RESOURCE);

    private Train() {
    }

    /** @param args the folder of the data */
    public static void main(String... args) throws Exception {
        try (var encoder = Encoder.load()) {
            var data = Data.read(Path.of(args[0]), encoder);
            var weights = Calibrating.calibrated(Training.fit(data.train(), SEED), data.valid());
            var known = new Known(weights, data);
            var examples = new PolicyExamples(encoder);
            var header = weights.header();
            var kept = weights.with(new Header("moderato-embedded-1", LocalDate.now().toString(), SEED,
                header.encoder(), header.buckets(), header.hidden(), header.labels(), examples.nearest(data.valid()),
                data.digests(), new ObjectMapper().valueToTree(known.figures())));
            Files.createDirectories(WEIGHTS.getParent());
            Files.write(WEIGHTS, kept.bytes());
            System.out.printf("%s: %d bytes%n%s%n", WEIGHTS, Files.size(WEIGHTS), known.figures());
        }
    }
}
