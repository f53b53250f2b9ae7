package dev.tenon.server.outbound;

import dev.tenon.server.net.Http;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import org.jspecify.annotations.Nullable;

/// The body of a call that is passed through: at hand when it is small, so that it can be sent
/// again; otherwise read once, while it is sent.
public final class PassedBody {
    /// What is at hand whole has no more bytes.
    public static final int SMALL = 256 * 1024;

    private final byte[] small;
    private final @Nullable InputStream rest;
    private final long length;

    private PassedBody(byte[] small, @Nullable InputStream rest, long length) {
        this.small = small;
        this.rest = rest;
        this.length = length;
    }

    /// No body.
    public static PassedBody none() {
        return new PassedBody(new byte[0], null, 0);
    }

    /// Reads what is small, and the beginning of what may be.
    ///
    /// @param length how many bytes were announced; -1 when none were
    /// @throws IOException when it breaks off in what is read here
    public static PassedBody of(InputStream in, long length) throws IOException {
        if (length == 0) return none();
        if (length > SMALL) return new PassedBody(new byte[0], new Whole(in, length), length);
        InputStream whole = length < 0 ? in : new Whole(in, length);
        byte[] first = whole.readNBytes(SMALL + 1);
        return first.length <= SMALL
                ? new PassedBody(first, null, first.length)
                : new PassedBody(
                        new byte[0],
                        new SequenceInputStream(new ByteArrayInputStream(first), in),
                        -1);
    }

    /// Whether it can be sent again.
    boolean isRepeatable() {
        return rest == null;
    }

    /// What is at hand; empty when it can be read only once.
    byte[] small() {
        return small;
    }

    Http.Upload upload() {
        return rest == null ? Http.Upload.none() : new Http.Upload(rest, length);
    }

    /// A body that ends before it has as many bytes as were announced is broken off, not short: who
    /// is told of fewer bytes would take half of it for the whole.
    private static final class Whole extends InputStream {
        private final InputStream in;
        private long left;

        Whole(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int most) throws IOException {
            if (left == 0) return -1;
            int read = in.read(into, from, (int) Math.min(most, left));
            if (read < 0) throw new EOFException("the body of the request broke off");
            left -= read;
            return read;
        }
    }
}
