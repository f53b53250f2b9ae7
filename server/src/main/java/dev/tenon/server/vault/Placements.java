package dev.tenon.server.vault;

import dev.tenon.spi.SignIn.Placement;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/// Values that are put into calls.
final class Placements {
    private Placements() {}

    /// What is put there; nothing when a name of its template has no value.
    static Optional<String> value(Placement placement, Map<String, String> values) {
        return Template.fill(placement.value(), values)
                .map(text -> placement.isBase64() ? base64(text) : text)
                .map(text -> placement.prefix() + text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
