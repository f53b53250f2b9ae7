package dev.tenon.format;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// Names a deployed state: the same for the same integrations at the same revisions, in any order.
final class Fingerprint {
    private Fingerprint() {}

    static String of(List<DeployedIntegration> deployed) {
        var text = new StringBuilder();
        deployed.stream()
                .sorted(Comparator.comparing(DeployedIntegration::name))
                .forEach(each ->
                        text.append(each.name())
                                .append('\n')
                                .append(each.revisionNumber())
                                .append('\n')
                                .append(ManifestJson.write(each.integration()))
                                .append('\n'));
        byte[] digest = sha256().digest(text.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
