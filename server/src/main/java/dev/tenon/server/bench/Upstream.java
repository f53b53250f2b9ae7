package dev.tenon.server.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// A provider that costs next to nothing: it answers every request without a body with the same
/// kilobyte of JSON, in one write.
final class Upstream implements AutoCloseable {
    private static final byte[] ANSWER = answer();

    private final ServerSocket server;

    Upstream() {
        try {
            server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().name("upstream").start(this::accept);
    }

    private static byte[] answer() {
        String body = "{\"results\":[\"" + "x".repeat(1_000) + "\"]}";
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("upstream").start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (hasRequest(in)) socket.getOutputStream().write(ANSWER);
        } catch (IOException _) {
            // The caller has hung up.
        }
    }

    /// Reads up to the empty line.
    private static boolean hasRequest(InputStream in) throws IOException {
        int line = 0;
        for (int each = in.read(); each >= 0; each = in.read()) {
            if (each == '\n' && line == 0) return true;
            if (each == '\n') line = 0;
            else if (each != '\r') line++;
        }
        return false;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
