package dev.tenon.server.outbound;

import dev.tenon.server.net.Http;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/// A provider's reply as it arrives. Close it; until then its connection is held. For one thread.
public final class PassedReply implements AutoCloseable {
    private final Http.Reply reply;
    private final UnaryOperator<String> locations;
    private final LongConsumer whenDone;
    private final Counted body;
    private byte[] peeked = new byte[0];
    private boolean closed;

    /// @param locations takes out of a URL what nobody is to see
    /// @param whenDone told once how many bytes were read
    PassedReply(Http.Reply reply, UnaryOperator<String> locations, LongConsumer whenDone) {
        this.reply = reply;
        this.locations = locations;
        this.whenDone = whenDone;
        this.body = new Counted(reply.stream());
    }

    public int status() {
        return reply.status();
    }

    /// The first value of a header.
    public Optional<String> header(String name) {
        return reply.header(name);
    }

    /// All headers, in order.
    public List<Map.Entry<String, String>> headers() {
        return reply.headers().stream().map(this::shown).toList();
    }

    private Map.Entry<String, String> shown(Map.Entry<String, String> header) {
        return header.getKey().equalsIgnoreCase("Location")
                        || header.getKey().equalsIgnoreCase("Content-Location")
                ? Map.entry(header.getKey(), locations.apply(header.getValue()))
                : header;
    }

    /// The body, in the encoding that the provider has chosen.
    public InputStream stream() {
        return peeked.length == 0
                ? body
                : new SequenceInputStream(new ByteArrayInputStream(peeked), body);
    }

    /// The first bytes of the body, which stay in it.
    ///
    /// @throws IOException when it breaks off there
    byte[] peek(int most) throws IOException {
        if (peeked.length == 0) peeked = body.readNBytes(most);
        return peeked;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        reply.close();
        whenDone.accept(body.read);
    }

    /// Knows how much was read.
    private static final class Counted extends FilterInputStream {
        private long read;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) read++;
            return one;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            int length = super.read(into, from, most);
            if (length > 0) read += length;
            return length;
        }
    }
}
