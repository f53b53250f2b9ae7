package dev.tenon.server.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Makes keys and signs tokens with OpenSSL, as a team's backend in any language would: nothing of
/// ours and nothing of the library that checks them takes part.
final class Signer {
    private final String algorithm;
    private final Path directory;
    private final Path privateKey;

    private Signer(String algorithm, Path directory) {
        this.algorithm = algorithm;
        this.directory = directory;
        this.privateKey = directory.resolve("private.pem");
    }

    /// Whether there is an OpenSSL that knows Ed25519.
    static boolean isHere() {
        try {
            return new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    static Signer rsa(Path directory, int bits) {
        var signer = new Signer("RS256", directory);
        signer.openssl(
                "genpkey",
                "-algorithm",
                "RSA",
                "-pkeyopt",
                "rsa_keygen_bits:" + bits,
                "-out",
                signer.privateKey.toString());
        return signer;
    }

    static Signer ed25519(Path directory) {
        var signer = new Signer("EdDSA", directory);
        signer.openssl("genpkey", "-algorithm", "ED25519", "-out", signer.privateKey.toString());
        return signer;
    }

    String algorithm() {
        return algorithm;
    }

    String publicPem() {
        return new String(
                openssl("pkey", "-in", privateKey.toString(), "-pubout"),
                StandardCharsets.US_ASCII);
    }

    String privatePem() {
        try {
            return Files.readString(privateKey);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A token with a usual header.
    String token(String kid, String claims) {
        return sign(
                "{\"alg\":\"%s\",\"typ\":\"JWT\",\"kid\":\"%s\"}".formatted(algorithm, kid),
                claims);
    }

    /// A token with any header.
    String sign(String header, String claims) {
        String signed = part(header) + "." + part(claims);
        Path input = directory.resolve("input");
        try {
            Files.writeString(input, signed);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        byte[] signature =
                algorithm.equals("RS256")
                        ? openssl(
                                "dgst", "-sha256", "-sign", privateKey.toString(), input.toString())
                        : openssl(
                                "pkeyutl",
                                "-sign",
                                "-inkey",
                                privateKey.toString(),
                                "-rawin",
                                "-in",
                                input.toString());
        return signed + "." + encoded(signature);
    }

    static String part(String json) {
        return encoded(json.getBytes(StandardCharsets.UTF_8));
    }

    static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] openssl(String... arguments) {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(directory.resolve("errors").toFile())
                            .start();
            byte[] out = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new AssertionError(Files.readString(directory.resolve("errors")));
            }
            return out;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
