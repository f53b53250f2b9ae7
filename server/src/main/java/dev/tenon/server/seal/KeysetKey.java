package dev.tenon.server.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.tenon.diagnostics.Refusal;
import java.security.GeneralSecurityException;

/// A key-encrypting key that this process holds: a Tink keyset as JSON.
record KeysetKey(String name, String place, Aead aead) implements MasterKey {
    /// @param place where it was found, for people
    /// @throws Refusal `seal.key-unusable`, which does not say what was found
    static KeysetKey parse(String json, String place) {
        try {
            KeysetHandle keys =
                    TinkJsonProtoKeysetFormat.parseKeyset(
                            json, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
            String name = "keyset/" + Integer.toUnsignedString(keys.getPrimary().getId());
            return new KeysetKey(name, place, keys.getPrimitive(AeadConfig2026.get(), Aead.class));
        } catch (GeneralSecurityException _) {
            throw unusable(place);
        }
    }

    /// A new keyset as JSON.
    static String generate() throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.serializeKeyset(
                KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get()),
                AeadConfig2026.get(),
                InsecureSecretKeyAccess.get());
    }

    static Refusal unusable(String place) {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "seal.key-unusable",
                "The key-encrypting key could not be read.",
                place,
                "Restore the key that this database was made with; without it stored credentials"
                        + " cannot be opened.");
    }

    @Override
    public byte[] seal(byte[] dataKey, byte[] owner) throws GeneralSecurityException {
        return aead.encrypt(dataKey, owner);
    }

    @Override
    public byte[] open(byte[] sealed, byte[] owner) throws GeneralSecurityException {
        return aead.decrypt(sealed, owner);
    }
}
