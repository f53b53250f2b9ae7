package dev.tenon.acceptance.platform;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A secret that is looked for, in every form in which it could be written.
///
/// @param name what is said when it is found; never the secret
record Needle(String name, String secret) {
    Needle {
        if (secret.length() < 12) throw new IllegalArgumentException(name + " could be anything");
    }

    boolean isIn(String text) {
        return forms().stream().anyMatch(text::contains);
    }

    /// As it is, in hexadecimal digits, in base 64 at each of three places, and escaped.
    private List<String> forms() {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Stream<String> base64 = IntStream.range(0, 3).mapToObj(skip -> base64(bytes, skip));
        return Stream.concat(
                        Stream.of(
                                secret,
                                HexFormat.of().formatHex(bytes),
                                URLEncoder.encode(secret, StandardCharsets.UTF_8)),
                        base64)
                .distinct()
                .toList();
    }

    /// What whole groups of three bytes look like, from the one with this number on.
    private static String base64(byte[] bytes, int skip) {
        int length = (bytes.length - skip) / 3 * 3;
        byte[] whole = java.util.Arrays.copyOfRange(bytes, skip, skip + length);
        return Base64.getEncoder().encodeToString(whole);
    }

    @Override
    public String toString() {
        return name;
    }
}
