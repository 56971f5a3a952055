package dev.moderato;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A replay for people to read. */
final class ReplayPrint {

    private static final List<String> OUTCOMES = List.of("allow", "review", "block");

    private final JsonNode replay;
    private final JsonNode report;
    private final PrintWriter out;

    ReplayPrint(JsonNode replay, PrintWriter out) {
        this.replay = replay;
        this.report = replay.path("report");
        this.out = out;
    }

    void print() {
        head();
        if (replay.has("total") && replay.path("total").longValue() == 0) {
            out.println("There are no decisions of this profile in that span.");
        } else if (report.isObject()) {
            flips("newly blocked", "newlyBlocked");
            flips("newly to review", "newlyReviewed");
            flips("newly allowed", "newlyAllowed");
            out.printf("  %-16s %7d%n", "unchanged", report.path("unchanged").longValue());
            if (report.path("compared").longValue() > 0) {
                outcomes();
                subjects("by hazard", "hazards", List.of("hazard"));
                subjects("by category", "categories", List.of("policy", "category"));
                if (!report.path("hazards").isEmpty()) {
                    out.println("  * the same outcome, for other reasons");
                    examples();
                }
            }
            report.path("notes").forEach(note -> out.println(plain(note)));
        }
        out.flush();
    }

    private void head() {
        var policy = replay.path("policy");
        out.printf("%s: %s%s, %s%n", text("status"), replay.path("profile").asText(), policy.isMissingNode() ? ""
            : " with " + policy.path("id").asText() + "@" + policy.path("revision").asText().substring(7, 15),
            replay.has("total") ? replay.path("done") + " of " + replay.path("total") + " decisions" + speed()
                : "not counted yet");
        out.printf("from %s until %s%s%n", text("since"), text("until"),
            replay.has("sample") ? ", a sample of " + replay.path("sample") : "");
        if (replay.has("trouble")) {
            out.println(text("trouble"));
        }
    }

    private String speed() {
        if (!replay.has("endedAt") || replay.path("done").longValue() == 0) {
            return "";
        }
        var took = Duration.between(Instant.parse(text("startedAt")), Instant.parse(text("endedAt"))).toMillis() / 1e3;
        return String.format(Locale.ROOT, " in %.1f s, %.0f a second", took,
            replay.path("done").longValue() / Math.max(took, 0.001));
    }

    private void flips(String name, String field) {
        out.printf("  %-16s %7d%n", name, report.path(field).path("count").longValue());
    }

    private void outcomes() {
        out.printf("%n  %-16s %7s %7s %7s  now%n", "before", "allow", "review", "block");
        for (var before : OUTCOMES) {
            out.printf("  %-16s %7d %7d %7d%n", before, count(before, "allow"), count(before, "review"),
                count(before, "block"));
        }
    }

    private long count(String before, String now) {
        return stream(report.path("outcomes")).filter(cell -> cell.path("before").asText().equals(before)
            && cell.path("now").asText().equals(now)).mapToLong(cell -> cell.path("count").longValue()).sum();
    }

    private void subjects(String name, String field, List<String> by) {
        if (report.path(field).isEmpty()) {
            return;
        }
        out.printf("%n  %-30s %7s %7s %7s %7s%n", name, "blocked", "review", "allowed", "same*");
        for (var row : report.path(field)) {
            var counts = row.path("counts");
            out.printf("  %-30s %7d %7d %7d %7d  %s%n", by.stream().map(part -> row.path(part).asText())
                .collect(Collectors.joining("/")), counts.path("newlyBlocked").longValue(),
                counts.path("newlyReviewed").longValue(), counts.path("newlyAllowed").longValue(),
                counts.path("otherFindings").longValue(),
                stream(row.path("examples")).map(ReplayPrint::plain).collect(Collectors.joining(" ")));
        }
    }

    private void examples() {
        out.println();
        for (var field : List.of("newlyBlocked", "newlyReviewed", "newlyAllowed")) {
            for (var flip : report.path(field).path("examples")) {
                out.printf("  %s: %s -> %s. %s%n", plain(flip.path("id")), flip.path("before").asText(),
                    flip.path("now").asText(), plain(flip.path("rationale")));
            }
        }
    }

    private String text(String field) {
        return plain(replay.path(field));
    }

    /** Nothing that a terminal would take for a command. */
    private static String plain(JsonNode text) {
        return text.asText().replaceAll("\\p{Cc}", " ");
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
