package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Bodies go on as they come, both ways: nobody holds the whole of them.
@ExtendWith(World.Shared.class)
class ProxyStreamsTest {
    private static final int PIECE = 1024 * 1024;
    private static final int PIECES = 200;

    private final Passing passing;

    ProxyStreamsTest(World world) {
        this.passing = new Passing(world);
    }

    @AfterEach
    void end() {
        passing.close();
    }

    @Test
    void the_beginning_of_a_reply_arrives_while_the_provider_has_not_yet_made_its_end()
            throws IOException {
        var seen = new CountDownLatch(1);
        passing.provider.at(
                "/events",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write("first".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    await(seen);
                    exchange.getResponseBody().write("last".getBytes(StandardCharsets.UTF_8));
                });

        HttpResponse<InputStream> reply =
                passing.send(
                        passing.request("/events", Map.of()).build(),
                        HttpResponse.BodyHandlers.ofInputStream());

        try (InputStream in = reply.body()) {
            assertThat(new String(in.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("first");
            seen.countDown();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("last");
        }
    }

    @Test
    void the_beginning_of_a_body_arrives_while_the_caller_has_not_yet_made_its_end()
            throws IOException {
        var seen = new CountDownLatch(1);
        passing.provider.at(
                "/upload",
                exchange -> {
                    assertThat(exchange.getRequestBody().readNBytes(PIECE)).hasSize(PIECE);
                    seen.countDown();
                    long rest = drained(exchange.getRequestBody());
                    LoopbackProvider.answer(exchange, 200, Long.toString(rest));
                });
        var caller = new PipedOutputStream();
        var body = new PipedInputStream(caller, PIECE);

        CompletableFuture<HttpResponse<String>> reply =
                CompletableFuture.supplyAsync(() ->
                        passing.send(
                                passing.request("/upload", Map.of())
                                        .POST(BodyPublishers.ofInputStream(() -> body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()));
        caller.write(new byte[PIECE + PIECE / 2]);
        caller.flush();
        await(seen);
        caller.write(new byte[PIECE]);
        caller.close();

        assertThat(reply.join().body()).isEqualTo(Integer.toString(PIECE + PIECE / 2));
    }

    @Test
    void two_hundred_megabytes_pass_each_way() throws IOException {
        var uploaded = new AtomicLong();
        passing.provider.at(
                "/both",
                exchange -> {
                    uploaded.set(drained(exchange.getRequestBody()));
                    exchange.sendResponseHeaders(200, (long) PIECE * PIECES);
                    OutputStream out = exchange.getResponseBody();
                    byte[] piece = new byte[PIECE];
                    for (int i = 0; i < PIECES; i++) out.write(piece);
                });

        HttpResponse<InputStream> reply =
                passing.send(
                        passing.request("/both", Map.of())
                                .POST(
                                        BodyPublishers.fromPublisher(
                                                BodyPublishers.ofInputStream(Zeros::new),
                                                (long) PIECE * PIECES))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());

        try (InputStream in = reply.body()) {
            assertThat(drained(in)).isEqualTo((long) PIECE * PIECES);
        }
        assertThat(uploaded).hasValue((long) PIECE * PIECES);
    }

    private static long drained(InputStream in) throws IOException {
        return in.transferTo(OutputStream.nullOutputStream());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /// As many as are wanted.
    private static final class Zeros extends InputStream {
        private long left = (long) PIECE * PIECES;

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] into, int from, int most) {
            if (left <= 0) return -1;
            int read = (int) Math.min(most, left);
            left -= read;
            return read;
        }
    }
}
