package dev.tenon.server.boot;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.HttpListener;
import dev.tenon.server.api.RequestLimits;
import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.seal.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
/// @param limits how many requests are taken
public record Settings(
        Path data,
        Listen listen,
        String publicUrl,
        DatabaseSettings database,
        AccessRules access,
        Engine engine,
        RequestLimits limits) {
    /// Settings with the usual limits.
    public Settings(
            Path data,
            Listen listen,
            String publicUrl,
            DatabaseSettings database,
            AccessRules access,
            Engine engine) {
        this(data, listen, publicUrl, database, access, engine, RequestLimits.USUAL);
    }

    /// @param port 0 for any free one
    public record Listen(String host, int port) {
        private static final int LAST_PORT = 65_535;

        /// The port, or one that nobody listens at. Tries it, so that a server which could not
        /// listen in the end does not begin to work.
        ///
        /// @throws Refusal `server.bad-setting` for a port that there is not, `server.port-taken`
        ///   or `server.cannot-listen`
        int freePort() {
            if (port < 0 || port > LAST_PORT) throw noSuchPort();
            try (var socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
                return socket.getLocalPort();
            } catch (IOException failure) {
                throw HttpListener.refusal(host, port, failure);
            }
        }

        private Refusal noSuchPort() {
            return new Refusal(
                    Refusal.Kind.INVALID,
                    "server.bad-setting",
                    "There is no port " + port + ".",
                    "--port or TENON_PORT",
                    "Give a number from 0 to " + LAST_PORT + "; 0 takes any free port.");
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
