package dev.tenon.server.boot;

import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.seal.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// Everything that can be set, read once and checked at start.
///
/// @param data where this server keeps its files
/// @param listen where it listens
/// @param publicUrl where browsers and customers reach it; empty for the address it listens at
/// @param database where the database is
/// @param access what is secret, and whom it may call
/// @param engine how work is done
public record Settings(
        Path data,
        Listen listen,
        String publicUrl,
        DatabaseSettings database,
        AccessRules access,
        Engine engine) {

    /// @param port 0 for any free one
    public record Listen(String host, int port) {
        /// The port, or one that nobody listens at.
        int freePort() {
            if (port != 0) return port;
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /// @param adminKey empty to keep one in the data directory, made at the first start
    /// @param masterKey a Tink keyset as JSON; empty to keep one in the data directory
    /// @param allowPrivate whether private addresses and plain http may be called
    public record AccessRules(Secret adminKey, Secret masterKey, boolean allowPrivate) {}

    /// @param workers how many jobs run at once
    /// @param scheduleMinute how long a minute of a schedule lasts
    public record Engine(int workers, Duration scheduleMinute, Duration logRetention) {
        /// What suits one process.
        public static final Engine USUAL =
                new Engine(50, Duration.ofMinutes(1), Duration.ofDays(30));
    }

    /// The address people are told.
    URI address(int port) {
        return URI.create(publicUrl.isEmpty() ? "http://" + listen.host() + ":" + port : publicUrl);
    }
}
