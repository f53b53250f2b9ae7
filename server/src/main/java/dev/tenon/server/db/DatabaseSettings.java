package dev.tenon.server.db;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Where the database is.
///
/// @param url a `jdbc:postgresql:` URL; empty starts an embedded server
/// @param user for an external server; may be empty when the URL carries it
/// @param password for an external server; never printed
/// @param directory where an embedded server keeps its files
/// @param connections the size of the pool
public record DatabaseSettings(
        String url, String user, String password, Path directory, int connections) {
    private static final Pattern PASSWORD = Pattern.compile("([?&])password=([^&]*)(?:&|$)");

    /// An embedded server with the usual pool.
    public static DatabaseSettings embedded(Path directory) {
        return new DatabaseSettings("", "", "", directory, 32);
    }

    /// The URL without a password that it carries: the driver prints URLs when it is asked to tell
    /// all it does.
    String bareUrl() {
        return PASSWORD.matcher(url).replaceAll("$1").replaceFirst("[?&]$", "");
    }

    /// The password that was given, or else that of the URL; empty when there is none.
    String anyPassword() {
        if (!password.isEmpty()) return password;
        return PASSWORD.matcher(url)
                .results()
                .map(found -> URLDecoder.decode(found.group(2), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    @Override
    public String toString() {
        return url.isEmpty()
                ? "embedded in " + directory
                : PASSWORD.matcher(url).replaceAll("$1password=***&").replaceFirst("&$", "");
    }
}
