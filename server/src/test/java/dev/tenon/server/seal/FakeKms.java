package dev.tenon.server.seal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// What the imitated key management services share: an HTTP server on this machine with one key
/// that it does not give away, and that can refuse, fail or hang. Safe for use by many threads.
abstract class FakeKms implements AutoCloseable {
    /// The path of every request, in order.
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final CountDownLatch end = new CountDownLatch(1);
    private final SecureRandom random = new SecureRandom();
    private volatile byte[] key = bytes(32);
    private volatile int failing;
    private volatile boolean hanging;

    FakeKms() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// From now on the key is another one.
    void forgetKey() {
        key = bytes(32);
    }

    /// From now on everything is answered with this status; 0 ends that.
    void fail(int status) {
        failing = status;
    }

    /// From now on nothing is answered.
    void hang() {
        hanging = true;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestURI().getPath());
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (hanging) end.await();
            Said said = failing == 0 ? answer(exchange, body) : failed(failing);
            byte[] bytes = said.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(said.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    abstract Said answer(HttpExchange exchange, String body);

    abstract Said failed(int status);

    final byte[] encrypt(byte[] text, byte[] with) {
        byte[] nonce = bytes(12);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, text, with);
        byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
        return all;
    }

    /// Empty when it does not open.
    final byte[] decrypt(byte[] sealed, byte[] with) {
        byte[] nonce = Arrays.copyOf(sealed, 12);
        return crypt(
                Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(sealed, 12, sealed.length), with);
    }

    private byte[] crypt(int mode, byte[] nonce, byte[] text, byte[] with) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(with);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException _) {
            return new byte[0];
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }

    record Said(int status, String body) {}
}
