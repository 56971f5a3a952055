package dev.moderato.decision;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * While a new version rolls out, the one before works on the same schema. So a migration only adds, unless its first
 * line says that it takes away what is no longer used since an earlier one: {@code -- contracts V6}.
 */
class MigrationRulesTest {

    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");
    private static final Pattern CONTRACTS = Pattern.compile("-- contracts V(\\d+)\\n");
    /** Those before were never run beside one another. */
    private static final int FIRST = 6;
    private static final List<Pattern> TAKING_AWAY = Stream.of(
        "\\bdrop\\s+(?!trigger\\b|index\\b|constraint\\b|not\\s+null\\b)\\w+",
        "\\brename\\b",
        "\\balter\\s+(column\\s+)?\\w+\\s+(set\\s+data\\s+)?type\\b",
        "\\bset\\s+not\\s+null\\b",
        "\\badd\\s+column\\b(?![^,;]*\\bdefault\\b)[^,;]*\\bnot\\s+null\\b",
        "\\badd\\s+(constraint|check|unique|primary|foreign|exclude)\\b")
        .map(regex -> Pattern.compile(regex, Pattern.CASE_INSENSITIVE)).toList();
    private static final Pattern UNIQUE = Pattern.compile("\\bcreate\\s+unique\\s+index\\s+\\w+\\s+on\\s+(\\w+)",
        Pattern.CASE_INSENSITIVE);

    @Test
    void everyMigrationLeavesWhatTheVersionBeforeNeeds() throws IOException {
        try (var files = Files.list(FOLDER)) {
            for (var file : files.toList()) {
                var version = version(file);
                if (version >= FIRST) {
                    assertEquals(Optional.empty(), takenAway(version, Files.readString(file)), file.toString());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"alter table decision drop column subject", "alter table decision drop subject",
        "drop table outbox", "drop function purge_content", "alter table decision rename column subject to about",
        "ALTER TABLE decision\nRENAME TO judgement", "alter table decision alter column digest type text",
        "alter table decision alter digest set data type text", "alter table decision alter column digest set not null",
        "alter table decision add column a text, add column b text not null",
        "alter table decision add constraint c check (id <> '')", "create unique index u on decision (digest)",
        "-- contracts V9\ndrop table outbox", "alter table decision alter column degraded drop default"})
    void whatTakesAwayIsNoticed(String sql) {
        assertEquals(true, takenAway(9, sql).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-- contracts V8\nalter table decision drop column subject",
        "alter table decision alter column digest drop not null", "drop trigger t on decision",
        "alter table decision add column a text not null default ''", "alter table decision add column a text",
        "-- drop table outbox", "create table t (a text not null, unique (a)); create unique index u on t (a)"})
    void whatAddsOrContractsAnEarlierOneMayPass(String sql) {
        assertEquals(Optional.empty(), takenAway(9, sql));
    }

    private static Optional<String> takenAway(int version, String sql) {
        var contracts = CONTRACTS.matcher(sql);
        if (contracts.lookingAt() && Integer.parseInt(contracts.group(1)) < version) {
            return Optional.empty();
        }
        var code = sql.replaceAll("--[^\\n]*", "");
        return Stream.concat(
            TAKING_AWAY.stream().flatMap(pattern -> pattern.matcher(code).results()).map(MatchResult::group),
            UNIQUE.matcher(code).results().filter(found -> !code.contains("create table " + found.group(1) + " "))
                .map(MatchResult::group)).findFirst();
    }

    private static int version(Path file) {
        var name = NAME.matcher(file.getFileName().toString());
        assertEquals(true, name.matches(), file.toString());
        return Integer.parseInt(name.group(1));
    }
}
