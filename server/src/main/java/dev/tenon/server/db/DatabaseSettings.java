package dev.tenon.server.db;

import java.nio.file.Path;

/// Where the database is.
///
/// @param url a `jdbc:postgresql:` URL; empty starts an embedded server
/// @param user for an external server; may be empty when the URL carries it
/// @param password for an external server; never printed
/// @param directory where an embedded server keeps its files
/// @param connections the size of the pool
public record DatabaseSettings(
        String url, String user, String password, Path directory, int connections) {

    /// An embedded server with the usual pool.
    public static DatabaseSettings embedded(Path directory) {
        return new DatabaseSettings("", "", "", directory, 32);
    }

    @Override
    public String toString() {
        return url.isEmpty()
                ? "embedded in " + directory
                : url.replaceAll("password=[^&]*", "password=***");
    }
}
