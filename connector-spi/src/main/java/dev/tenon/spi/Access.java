package dev.tenon.spi;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All that a connector has of the world: authenticated calls to one provider account.
///
/// The engine adds the credential, refreshes it once when a reply says that it has expired, takes
/// quota, follows no redirect to another origin, limits size and time, and logs the call. Safe for
/// use by many threads.
public interface Access {
    /// Sends `request` and returns whatever the provider answers, success or not.
    ///
    /// @throws ProviderException.Unreachable when no complete answer came
    /// @throws ProviderException.Revoked when the credential is dead and a person must sign in
    ///   again
    /// @throws ProviderException.QuotaSpent when the engine's own budget allows no call now
    Response call(Request request);

    /// What the connection knows of the account, such as `instance_url`.
    Map<String, String> metadata();

    /// One call.
    ///
    /// @param method such as `GET`
    /// @param path relative to the connection's base URL, with an encoded query; or an absolute URL
    ///   of the same origin
    /// @param headers beside those the engine adds
    /// @param body empty for none
    /// @param contentType of the body; empty for none
    /// @param quota the quota class that pays for it
    record Request(
            String method,
            String path,
            Map<String, String> headers,
            byte[] body,
            String contentType,
            String quota) {

        /// Copies its headers.
        public Request {
            headers = Map.copyOf(headers);
        }

        /// A GET with no headers of its own.
        public static Request get(String path, String quota) {
            return new Request("GET", path, Map.of(), new byte[0], "", quota);
        }

        /// A request with a JSON body.
        public static Request json(String method, String path, byte[] body, String quota) {
            return new Request(method, path, Map.of(), body, "application/json", quota);
        }

        /// This request with one more header.
        public Request with(String name, String value) {
            var more = new java.util.HashMap<>(headers);
            more.put(name, value);
            return new Request(method, path, more, body, contentType, quota);
        }
    }

    /// One answer. Close it unless [#bytes] was called.
    interface Response extends AutoCloseable {
        /// The HTTP status.
        int status();

        /// The first value of a header; the name's case does not matter.
        Optional<String> header(String name);

        /// All values of a header.
        List<String> headers(String name);

        /// The whole body, decompressed, then closes.
        ///
        /// @throws ProviderException.Garbled when it is larger than the engine's limit
        /// @throws ProviderException.Unreachable when the connection breaks off
        byte[] bytes();

        /// The body as it arrives, decompressed.
        InputStream stream();

        @Override
        void close();
    }
}
