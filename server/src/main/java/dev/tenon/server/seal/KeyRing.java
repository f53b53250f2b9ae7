package dev.tenon.server.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// The data keys of one owner at one moment: one that seals, and older ones that only open.
///
/// @param version grows with each change
record KeyRing(int version, KeysetHandle keys, Aead aead) {
    /// What is before the id of its key in everything that is sealed.
    private static final byte MARK = 1;

    static KeyRing of(int version, KeysetHandle keys) {
        try {
            return new KeyRing(version, keys, keys.getPrimitive(AeadConfig2026.get(), Aead.class));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("data keys are of no use", failure);
        }
    }

    /// One new key.
    static KeyRing generate() {
        return of(1, built(KeysetHandle.newBuilder().addEntry(newKey())));
    }

    /// These keys, and a new one that seals.
    KeyRing withNewKey() {
        return of(version + 1, built(KeysetHandle.newBuilder(keys).addEntry(newKey())));
    }

    /// The key that seals, alone.
    KeyRing withoutOldKeys() {
        KeysetHandle.Builder builder = KeysetHandle.newBuilder(keys);
        for (int i = builder.size() - 1; i >= 0; i--) {
            if (!builder.getAt(i).isPrimary()) builder.deleteAt(i);
        }
        return of(version + 1, built(builder));
    }

    private static KeysetHandle.Builder.Entry newKey() {
        return KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                .withRandomId()
                .makePrimary();
    }

    private static KeysetHandle built(KeysetHandle.Builder builder) {
        try {
            return builder.setConfiguration(AeadConfig2026.get()).build();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a data key could not be made", failure);
        }
    }

    /// The id of the key that seals.
    int current() {
        return keys.getPrimary().getId();
    }

    int size() {
        return keys.size();
    }

    /// Whether it has the key that `sealed` names.
    boolean mayOpen(byte[] sealed) {
        if (sealed.length < 5 || sealed[0] != MARK) return false;
        int id = keyOf(sealed);
        for (int i = 0; i < keys.size(); i++) {
            if (keys.getAt(i).getId() == id) return true;
        }
        return false;
    }

    /// Whether `sealed` is sealed under the current key.
    boolean isCurrent(byte[] sealed) {
        return sealed.length >= 5 && sealed[0] == MARK && keyOf(sealed) == current();
    }

    private static int keyOf(byte[] sealed) {
        return ByteBuffer.wrap(sealed, 1, Integer.BYTES).getInt();
    }

    /// What everything sealed under the current key begins with.
    byte[] prefix() {
        return prefix(current());
    }

    static byte[] prefix(int key) {
        return ByteBuffer.allocate(5).put(MARK).putInt(key).array();
    }

    byte[] seal(String owner, Secret secret) {
        try {
            return aead.encrypt(
                    secret.reveal().getBytes(StandardCharsets.UTF_8),
                    owner.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a secret could not be sealed for " + owner, failure);
        }
    }

    /// @throws GeneralSecurityException when it was not sealed by these keys for `owner`
    Secret open(String owner, byte[] sealed) throws GeneralSecurityException {
        byte[] open = aead.decrypt(sealed, owner.getBytes(StandardCharsets.UTF_8));
        return new Secret(new String(open, StandardCharsets.UTF_8));
    }
}
