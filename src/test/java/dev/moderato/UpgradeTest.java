package dev.moderato;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertLinesMatch;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.moderato.decision.LocalPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions of the schema and of the service that meet while one takes the other's place. */
class UpgradeTest {

    @TempDir
    private static Path folder;
    private static LocalPostgres postgres;

    private String url;

    @BeforeAll
    static void startDatabase() {
        postgres = LocalPostgres.start(folder);
    }

    @AfterAll
    static void stopDatabase() {
        postgres.close();
    }

    @BeforeEach
    void emptyDatabase() throws SQLException {
        var name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute(postgres.jdbcUrl(), "create database " + name);
        url = postgres.jdbcUrl().replace("/postgres?", "/" + name + "?");
        System.setProperty(Service.JDBC_URL, url);
    }

    @AfterEach
    void forget() {
        System.clearProperty(Service.JDBC_URL);
    }

    @Test
    void migrateBringsAnEmptyDatabaseToTheNewestSchemaAndDoesNothingTheSecondTime() {
        assertLinesMatch(List.of("The database has schema \\d+, and had none"), migrate(0).lines().toList());
        assertLinesMatch(List.of("The database has schema \\d+ already"), migrate(0).lines().toList());
    }

    @Test
    void whatCanNotBeMigratedIsToldInOneLine() {
        System.setProperty(Service.JDBC_URL, "jdbc:postgresql://127.0.0.1:1/nowhere?password=secret");
        var away = migrate(1);
        assertTrue(away.startsWith("The database can't be migrated: "), away);
        assertTrue(!away.contains("secret"), away);
        assertEquals(1, away.lines().count(), away);

        System.clearProperty(Service.JDBC_URL);
        assertTrue(migrate(1).startsWith("The database can't be migrated: there is no QUARKUS_DATASOURCE_JDBC_URL"));
    }

    @Test
    void aVersionWorksOnADatabaseThatANewerOneHasMigrated() throws IOException {
        newer();

        assertDoesNotThrow(() -> Flyway.configure().dataSource(url, null, null).load().migrate());
        assertEquals("The database has schema 1000 already", migrate(0).strip());
    }

    private void newer() throws IOException {
        var next = Files.createTempDirectory(folder, "next");
        Files.writeString(next.resolve("V1000__of_a_version_to_come.sql"), "create table yet_to_come (a text);");
        Flyway.configure().dataSource(url, null, null).locations("classpath:db/migration", "filesystem:" + next).load()
            .migrate();
    }

    private static String migrate(int status) {
        var said = new StringWriter();
        var command = Moderato.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said, true));
        assertEquals(status, command.execute("migrate"), said::toString);
        return said.toString();
    }

    private static void execute(String url, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(url); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
