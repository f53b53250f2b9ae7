package dev.tenon.server.api;

import dev.tenon.server.proxy.Proxy;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One request that is passed through: both bodies go on as they come, a few kilobytes at a time.
final class PassedExchange {
    private static final int PIECE = 16 * 1024;

    private PassedExchange() {}

    static void run(Api api, Request head, ServerRequest request, ServerResponse response) {
        try (Passage passage = api.pass(head, body(request))) {
            Proxy.Answered answered = passage.answered();
            if (answered == null) HttpListener.send(passage.refused(), response);
            else send(head, answered, response);
        }
    }

    private static Passage.Body body(ServerRequest request) {
        return request.content().hasEntity()
                ? new Passage.Body(
                        request.content().inputStream(),
                        request.headers().contentLength().orElse(-1))
                : new Passage.Body(InputStream.nullInputStream(), 0);
    }

    private static void send(Request head, Proxy.Answered answered, ServerResponse response) {
        int status = answered.reply().status();
        response.status(Status.create(status));
        headers(answered)
                .forEach((_, values) ->
                        response.header(
                                values.getFirst().getKey(),
                                values.stream().map(Map.Entry::getValue).toArray(String[]::new)));
        boolean hasBody = !head.method().equals("HEAD") && status != 204 && status != 304;
        if (hasBody) stream(answered, response);
        else response.send();
    }

    private static Map<String, List<Map.Entry<String, String>>> headers(Proxy.Answered answered) {
        var headers = new LinkedHashMap<String, List<Map.Entry<String, String>>>();
        for (Map.Entry<String, String> header : answered.headers()) {
            headers.computeIfAbsent(
                            header.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                    .add(header);
        }
        return headers;
    }

    /// What breaks off at the provider breaks off here too: whoever reads must not take half a
    /// reply for the whole.
    private static void stream(Proxy.Answered answered, ServerResponse response) {
        try (InputStream in = answered.reply().stream()) {
            long length = response.headers().contentLength().orElse(Long.MAX_VALUE);
            if (length <= PIECE) {
                // To the end, for only then can the connection be used again.
                response.send(in.readNBytes(PIECE + 1));
                return;
            }
            OutputStream out = response.outputStream();
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
                if (in.available() == 0) out.flush();
            }
            out.close();
        } catch (IOException failure) {
            throw new CloseConnectionException("a reply that is passed on broke off", failure);
        }
    }
}
