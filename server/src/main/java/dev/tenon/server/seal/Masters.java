package dev.tenon.server.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/// The key-encrypting key, and while it is being exchanged the one before, which only opens.
record Masters(MasterKey current, Optional<MasterKey> old) {
    /// Seals data keys under the current one.
    ///
    /// @param owner such as `project/7`
    Sealed seal(KeysetHandle keys, String owner) {
        try {
            byte[] bytes =
                    TinkProtoKeysetFormat.serializeEncryptedKeyset(
                            keys, aead(current), utf8(owner), AeadConfig2026.get());
            return new Sealed(bytes, current.name());
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a data key of " + owner + " was not sealed", failure);
        }
    }

    /// Opens data keys.
    ///
    /// @throws GeneralSecurityException when they were sealed under another key
    KeysetHandle open(Sealed sealed, String owner) throws GeneralSecurityException {
        GeneralSecurityException last = null;
        for (MasterKey key : likelyFirst(sealed.under())) {
            try {
                return TinkProtoKeysetFormat.parseEncryptedKeyset(
                        sealed.bytes(), aead(key), utf8(owner), AeadConfig2026.get());
            } catch (GeneralSecurityException failure) {
                last = failure;
            }
        }
        throw last == null ? new GeneralSecurityException("there is no key") : last;
    }

    private List<MasterKey> likelyFirst(String name) {
        if (old.isEmpty()) return List.of(current);
        MasterKey before = old.get();
        return name.isEmpty() || name.equals(before.name())
                ? List.of(before, current)
                : List.of(current, before);
    }

    private static Aead aead(MasterKey key) {
        return new Aead() {
            @Override
            public byte[] encrypt(byte[] dataKey, byte[] owner) throws GeneralSecurityException {
                return key.seal(dataKey, owner);
            }

            @Override
            public byte[] decrypt(byte[] sealed, byte[] owner) throws GeneralSecurityException {
                return key.open(sealed, owner);
            }
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// Sealed data keys.
    ///
    /// @param under the name of the key that sealed them; empty when it is not known
    record Sealed(byte[] bytes, String under) {}
}
