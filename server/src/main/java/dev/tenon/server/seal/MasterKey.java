package dev.tenon.server.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.tenon.diagnostics.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/// The key that seals the projects' data keys. Comes from the environment, or from a file that is
/// made at the first start and readable by its owner alone.
public final class MasterKey {
    private final Aead aead;

    private MasterKey(Aead aead) {
        this.aead = aead;
    }

    Aead aead() {
        return aead;
    }

    /// @param given a Tink keyset as JSON, from the environment; empty to use the file
    /// @param file where the key is kept otherwise
    /// @throws Refusal `seal.key-unusable`
    public static MasterKey load(String given, Path file) {
        try {
            if (!given.isEmpty()) return new MasterKey(parse(given));
            if (!Files.exists(file)) create(file);
            return new MasterKey(parse(Files.readString(file)));
        } catch (GeneralSecurityException | IOException failure) {
            throw new Refusal(
                    Refusal.Kind.UNAVAILABLE,
                    "seal.key-unusable",
                    "The key-encrypting key could not be read.",
                    given.isEmpty() ? file.toString() : "TENON_MASTER_KEY",
                    "Restore the key that this database was made with; without it stored credentials"
                            + " cannot be opened.");
        }
    }

    private static Aead parse(String json) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(
                        json, AeadConfig2026.get(), InsecureSecretKeyAccess.get())
                .getPrimitive(AeadConfig2026.get(), Aead.class);
    }

    private static void create(Path file) throws GeneralSecurityException, IOException {
        KeysetHandle handle =
                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get());
        String json =
                TinkJsonProtoKeysetFormat.serializeKeyset(
                        handle, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, json);
    }
}
