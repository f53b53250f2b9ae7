package dev.tenon.server.net;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/// Sends one request and hands back the answer as it arrives. Keeps the egress rules, follows no
/// redirect, retries nothing, keeps no cookies. Safe for use by many threads.
public final class Http implements AutoCloseable {
    /// A connection's buffer still holds the last request, with its token; so it is not kept for
    /// longer than a burst of calls.
    private static final TimeValue IDLE = TimeValue.ofSeconds(10);

    private final Egress egress;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;

    /// @param egress which addresses may be called
    public Http(Egress egress) {
        this.egress = egress;
        this.connections =
                PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(egress.resolver())
                        .setMaxConnTotal(2_000)
                        .setMaxConnPerRoute(200)
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(Timeout.ofSeconds(10))
                                        .setValidateAfterInactivity(Timeout.ofSeconds(2))
                                        .build())
                        .build();
        this.client =
                HttpClients.custom()
                        .setConnectionManager(connections)
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .evictIdleConnections(IDLE)
                        .setUserAgent("Tenon")
                        .build();
    }

    /// The rules this client keeps.
    public Egress egress() {
        return egress;
    }

    /// Sends `call`.
    ///
    /// @throws HttpFailure when no answer came
    public Reply send(Call call) {
        HttpUriRequestBase request = request(call);
        if (call.body().length > 0) {
            request.setEntity(new ByteArrayEntity(call.body(), contentType(call)));
        }
        request.setConfig(patience(call).build());
        return exchange(call, request);
    }

    /// Sends `call` with a body that is read while it is sent, and hands everything on as it is on
    /// the wire: nothing is asked for compressed that `call` does not ask for, nothing is
    /// decompressed, and no content type is made up.
    ///
    /// @param body in the place of the call's own, unless that has any
    /// @throws HttpFailure when no answer came, or the body could not be read to its end
    public Reply pass(Call call, Upload body) {
        HttpUriRequestBase request = request(call);
        if (call.body().length > 0) {
            request.setEntity(new ByteArrayEntity(call.body(), null));
        } else if (body.length() != 0) {
            request.setEntity(new InputStreamEntity(body.content(), body.length(), null));
        }
        request.setConfig(patience(call).setContentCompressionEnabled(false).build());
        return exchange(call, request);
    }

    private HttpUriRequestBase request(Call call) {
        egress.check(call.uri());
        var request = new HttpUriRequestBase(call.method(), call.uri());
        call.headers().forEach(request::setHeader);
        return request;
    }

    private static RequestConfig.Builder patience(Call call) {
        return RequestConfig.custom()
                .setResponseTimeout(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private Reply exchange(Call call, HttpUriRequestBase request) {
        try {
            return new Received(client.executeOpen(null, request, null));
        } catch (IOException failure) {
            throw new HttpFailure(call.uri().getHost(), maySent(failure), failure);
        }
    }

    private static @Nullable ContentType contentType(Call call) {
        return call.headers().keySet().stream().anyMatch("content-type"::equalsIgnoreCase)
                ? null
                : ContentType.APPLICATION_JSON;
    }

    private static boolean maySent(IOException failure) {
        return !(failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof NoRouteToHostException
                || failure instanceof ConnectTimeoutException);
    }

    @Override
    public void close() {
        client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
        connections.close();
    }

    /// One request.
    ///
    /// @param body empty for none
    /// @param timeout for the first byte and between bytes
    public record Call(
            String method, URI uri, Map<String, String> headers, byte[] body, Duration timeout) {

        /// Copies its headers.
        public Call {
            headers = Map.copyOf(headers);
        }
    }

    /// A body that is read once, while it is sent.
    ///
    /// @param length how many bytes it has; -1 when that is not known
    public record Upload(InputStream content, long length) {
        /// No body.
        public static Upload none() {
            return new Upload(InputStream.nullInputStream(), 0);
        }
    }

    /// One answer. Close it unless [#bytes] was called.
    public interface Reply extends AutoCloseable {
        /// The HTTP status.
        int status();

        /// The first value of a header.
        Optional<String> header(String name);

        /// All headers, in order.
        List<Map.Entry<String, String>> headers();

        /// The body as it arrives; decompressed, unless the call was passed on.
        InputStream stream();

        /// The whole body, then closes.
        ///
        /// @throws HttpFailure when the connection breaks off
        /// @throws TooLargeException when there are more than `limit` bytes
        byte[] bytes(int limit);

        @Override
        void close();
    }

    /// A body larger than the caller was ready to take.
    public static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException(int limit) {
            super("the answer is larger than " + limit + " bytes");
        }
    }

    private record Received(ClassicHttpResponse response) implements Reply {
        @Override
        public int status() {
            return response.getCode();
        }

        @Override
        public Optional<String> header(String name) {
            return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
        }

        @Override
        public List<Map.Entry<String, String>> headers() {
            return Arrays.stream(response.getHeaders())
                    .map(header -> Map.entry(header.getName(), header.getValue()))
                    .toList();
        }

        @Override
        public InputStream stream() {
            HttpEntity entity = response.getEntity();
            try {
                return entity == null ? InputStream.nullInputStream() : entity.getContent();
            } catch (IOException failure) {
                throw new HttpFailure("", true, failure);
            }
        }

        @Override
        public byte[] bytes(int limit) {
            try (this;
                    InputStream in = stream()) {
                byte[] bytes = bytes(in, limit);
                EntityUtils.consumeQuietly(response.getEntity());
                return bytes;
            } catch (IOException failure) {
                throw new HttpFailure("", true, failure);
            }
        }

        /// Into one array of the right size when the answer says how large it is.
        private byte[] bytes(InputStream in, int limit) throws IOException {
            HttpEntity entity = response.getEntity();
            long length = entity == null ? -1 : entity.getContentLength();
            if (length > limit) throw new TooLargeException(limit);
            if (length < 0) {
                byte[] bytes = in.readNBytes(limit + 1);
                if (bytes.length > limit) throw new TooLargeException(limit);
                return bytes;
            }
            byte[] bytes = new byte[Math.toIntExact(length)];
            if (in.readNBytes(bytes, 0, bytes.length) < bytes.length)
                throw new EOFException("the answer broke off");
            return bytes;
        }

        @Override
        public void close() {
            try {
                response.close();
            } catch (IOException _) {
                // The connection is dropped either way.
            }
        }
    }
}
