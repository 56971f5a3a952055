package dev.moderato.bench;

import dev.moderato.decision.LocalPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** The PostgreSQL of a run, with {@code fsync} on, and the rate at which the ledger's rows go into it by themselves. */
final class Database implements AutoCloseable {

    private final LocalPostgres postgres;

    Database(Path folder) {
        postgres = LocalPostgres.start(folder);
    }

    /** As it was at first: what one part of the bench decided would answer another's ids. */
    Database empty() {
        try (var connection = connect(); var statement = connection.createStatement()) {
            statement.execute("drop schema public cascade");
            statement.execute("create schema public");
            return this;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return postgres.jdbcUrl();
    }

    /**
     * Rows a second, of decisions that are there, into a table of the same columns and indexes: so many a commit.
     *
     * @param group rows a commit
     */
    double insertsASecond(int group, int seconds) {
        try (var connection = connect(); var statement = connection.createStatement()) {
            statement.execute("drop table if exists ledger_rows");
            statement.execute("create table ledger_rows (like decision including defaults including indexes)");
            statement.execute("drop table if exists sample");
            statement.execute("create table sample as select * from decision order by decided_at desc limit "
                + group);
            connection.setAutoCommit(false);
            var rows = 0L;
            var begin = System.nanoTime();
            try (var insert = connection.prepareStatement("insert into ledger_rows select tenant, id || ? as id, "
                    + columns(connection) + " from sample limit " + group)) {
                while (System.nanoTime() - begin < seconds * 1_000_000_000L) {
                    insert.setString(1, "-" + rows);
                    rows += insert.executeUpdate();
                    connection.commit();
                }
            }
            return rows / ((System.nanoTime() - begin) / 1e9);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String columns(Connection connection) throws SQLException {
        try (var statement = connection.createStatement(); var result = statement.executeQuery(
                "select string_agg(quote_ident(column_name), ', ' order by ordinal_position)"
                    + " from information_schema.columns where table_name = 'decision' and column_name not in ('tenant', 'id')")) {
            result.next();
            return result.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl());
    }

    @Override
    public void close() {
        postgres.close();
    }
}
