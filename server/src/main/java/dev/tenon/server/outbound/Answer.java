package dev.tenon.server.outbound;

import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import dev.tenon.spi.Access;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A provider's answer; tells once, when it is read or closed, how large it was.
final class Answer implements Access.Response {
    private static final int LARGEST = 64 * 1024 * 1024;

    private final Http.Reply reply;
    private final Consumer<Size> whenDone;
    private byte @Nullable [] buffer;
    private boolean told;

    Answer(Http.Reply reply, Consumer<Size> whenDone) {
        this.reply = reply;
        this.whenDone = whenDone;
    }

    @Override
    public int status() {
        return reply.status();
    }

    @Override
    public Optional<String> header(String name) {
        return reply.header(name);
    }

    @Override
    public List<String> headers(String name) {
        return reply.headers().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public byte[] bytes() {
        return buffered();
    }

    @Override
    public InputStream stream() {
        return buffer == null ? reply.stream() : new ByteArrayInputStream(buffer);
    }

    @Override
    public void close() {
        tell(buffer == null ? 0 : buffer.length);
        reply.close();
    }

    byte[] buffered() {
        byte[] known = buffer;
        if (known != null) return known;
        try {
            known = reply.bytes(LARGEST);
            buffer = known;
            tell(known.length);
            return known;
        } catch (HttpFailure failure) {
            tell(0);
            throw new ProviderException.Unreachable(
                    new Said("cut off", "The answer broke off: " + failure.getMessage(), ""),
                    true,
                    failure);
        } catch (Http.TooLargeException tooLarge) {
            tell(0);
            throw new ProviderException.Garbled(
                    new Said("too large", String.valueOf(tooLarge.getMessage()), ""));
        }
    }

    private void tell(long bytes) {
        if (told) return;
        told = true;
        whenDone.accept(new Size(status(), bytes));
    }

    /// How an answer ended.
    record Size(int status, long bytes) {}
}
