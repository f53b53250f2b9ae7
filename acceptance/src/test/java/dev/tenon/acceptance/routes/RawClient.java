package dev.tenon.acceptance.routes;

import dev.tenon.acceptance.contract.Exchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sends requests byte for byte, also such as a proper client would not, and waits for the reply no
/// longer than anybody should.
final class RawClient {
    private static final Pattern LENGTH =
            Pattern.compile("(?is)^.*?\r\ncontent-length: (\\d+)\r\n(?:.*?\r\n)??\r\n");
    private static final Pattern NOTHING_MORE = Pattern.compile("^HTTP/1.1 [23]04 (?s:.*)\r\n\r\n");

    private final URI server;
    private final Duration patience;

    RawClient(URI server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    /// @throws IOException when no whole reply comes in time
    Exchange send(String method, String target, Map<String, String> headers, String body)
            throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        head.append("Host: 127.0.0.1\r\nConnection: close\r\n");
        if (content.length > 0 || !method.equals("GET")) {
            head.append("Content-Length: ").append(content.length).append("\r\n");
        }
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("\r\n");
        var sent = new ByteArrayOutputStream();
        sent.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        sent.writeBytes(content);
        String reply = exchange(sent.toByteArray());
        var asked = new LinkedHashMap<String, List<String>>();
        headers.forEach((name, value) -> asked.put(name, List.of(value)));
        return parsed(method, target, new Exchange.Part(asked, body), reply);
    }

    private String exchange(byte[] request) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            socket.setSoTimeout((int) patience.toMillis());
            try {
                socket.getOutputStream().write(request);
            } catch (IOException _) {
                // A server may answer and hang up before it has read everything.
            }
            return whole(socket.getInputStream());
        }
    }

    /// Reads up to the end that the reply announces, or that the connection has.
    private static String whole(InputStream in) throws IOException {
        var read = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        int length = 0;
        while (length >= 0) {
            read.write(buffer, 0, length);
            String text = read.toString(StandardCharsets.ISO_8859_1);
            Matcher announced = LENGTH.matcher(text);
            boolean isWhole =
                    announced.find()
                            && text.length()
                                    >= announced.end() + Integer.parseInt(announced.group(1));
            if (isWhole || NOTHING_MORE.matcher(text).find()) break;
            length = in.read(buffer);
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    private static Exchange parsed(
            String method, String target, Exchange.Part request, String reply) throws IOException {
        int end = reply.indexOf("\r\n\r\n");
        if (end < 0 || !reply.startsWith("HTTP/1.1 ")) {
            throw new IOException("no whole reply: \"" + reply + "\"");
        }
        var headers = new LinkedHashMap<String, List<String>>();
        for (String line : reply.substring(0, end).split("\r\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon < 0) continue;
            headers.computeIfAbsent(
                            line.substring(0, colon).toLowerCase(Locale.ROOT),
                            _ -> new ArrayList<>())
                    .add(line.substring(colon + 2));
        }
        int status = Integer.parseInt(reply.substring(9, 12));
        return new Exchange(
                method,
                target,
                request,
                status,
                new Exchange.Part(headers, reply.substring(end + 4)));
    }
}
