package dev.tenon.server.boot;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.HttpListener;
import dev.tenon.server.api.RequestLimits;
import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.identity.IdentitySettings;
import dev.tenon.server.seal.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that can be set, read once and checked at start.
///
/// @param data where this server keeps its files
/// @param listen where it listens
/// @param publicUrl where browsers and customers reach it; empty for the address it listens at
/// @param database where the database is
/// @param access what is secret, and whom it may call
/// @param engine how work is done
/// @param entrance how people come in
/// @param limits how many requests are taken
public record Settings(
        Path data,
        Listen listen,
        String publicUrl,
        DatabaseSettings database,
        AccessRules access,
        Engine engine,
        Entrance entrance,
        RequestLimits limits) {

    /// With the usual entrance and limits.
    public Settings(
            Path data,
            Listen listen,
            String publicUrl,
            DatabaseSettings database,
            AccessRules access,
            Engine engine) {
        this(
                data,
                listen,
                publicUrl,
                database,
                access,
                engine,
                Entrance.USUAL,
                RequestLimits.USUAL);
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
    /// @param keys where the key-encrypting key is
    /// @param allowPrivate whether private addresses and plain http may be called
    public record AccessRules(Secret adminKey, KeyChoice keys, boolean allowPrivate) {}

    /// Where the key-encrypting key is, see [dev.tenon.server.seal.MasterKeys]. Prints nothing of
    /// the environment.
    ///
    /// @param master empty for what the environment says, and else for a file in the data directory
    /// @param old the one before, while keys are exchanged; empty for what the environment says
    public record KeyChoice(String master, String old, Map<String, String> environment) {
        /// A file in the data directory, made at the first start.
        public static final KeyChoice OWN = new KeyChoice("", "", Map.of());

        /// Copies its map.
        public KeyChoice {
            environment = Map.copyOf(environment);
        }

        @Override
        public String toString() {
            return "KeyChoice(***)";
        }
    }

    /// @param workers how many jobs run at once
    /// @param scheduleMinute how long a minute of a schedule lasts
    /// @param writeWait how long a call that waits for the outcome of a write is kept waiting
    public record Engine(
            int workers, Duration scheduleMinute, Duration writeWait, Duration logRetention) {
        /// What suits one process.
        public static final Engine USUAL =
                new Engine(50, Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofDays(30));
    }

    /// @param proxies how many of our own stand before this server, whose `X-Forwarded-For` says
    ///   where a request comes from
    /// @param identity the identity provider that signs people in; null for none
    public record Entrance(int proxies, @Nullable IdentitySettings identity) {
        /// Nothing stands before the server, and people have passwords.
        public static final Entrance USUAL = new Entrance(0, null);
    }

    /// The address people are told.
    URI address(int port) {
        return URI.create(publicUrl.isEmpty() ? "http://" + listen.host() + ":" + port : publicUrl);
    }
}
