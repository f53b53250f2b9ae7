package dev.tenon.server.boot;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.seal.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/// The administrator's key: from the environment, or from a file that only the owner of the data
/// directory can read, made at the first start.
final class AdminKey {
    private AdminKey() {}

    static Secret load(Secret given, Path data, SecureRandom random) {
        if (!given.reveal().isEmpty()) return given;
        Path file = data.resolve("admin.key");
        try {
            if (!Files.exists(file)) {
                byte[] bytes = new byte[32];
                random.nextBytes(bytes);
                Files.createDirectories(data);
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        file,
                        "tnadmin_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            }
            return new Secret(Files.readString(file).strip());
        } catch (IOException failure) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "server.data-unusable",
                    "The data directory cannot be used: " + failure.getMessage(),
                    data.toString(),
                    "Make it writable, or name another one with --data.");
        }
    }
}
