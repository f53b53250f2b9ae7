package dev.tenon.server.seal;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.tenon.server.db.Tx;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Seals and opens secrets. Every project has a data key of its own, kept sealed under the
/// [MasterKey]; every secret is bound to its owner, so that a sealed value moved to another row
/// does not open. Safe for use by many threads.
public final class Seal {
    private final MasterKey master;
    private final ConcurrentMap<Integer, Aead> keys = new ConcurrentHashMap<>();

    public Seal(MasterKey master) {
        this.master = master;
    }

    /// Makes the data key of a new project.
    public void createKey(Tx tx, int project) {
        try {
            KeysetHandle handle =
                    KeysetHandle.generateNew(
                            PredefinedAeadParameters.AES256_GCM, AeadConfig2026.get());
            byte[] sealed =
                    TinkProtoKeysetFormat.serializeEncryptedKeyset(
                            handle, master.aead(), owner(project), AeadConfig2026.get());
            tx.update(
                    "insert into project_keys (project_id, sealed) values (?, ?)", project, sealed);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a data key could not be made", failure);
        }
    }

    /// Seals `secret` for its owner.
    ///
    /// @param owner what it belongs to, such as `connection/7f…`
    public byte[] seal(Tx tx, int project, String owner, Secret secret) {
        try {
            return key(tx, project)
                    .encrypt(
                            secret.reveal().getBytes(StandardCharsets.UTF_8),
                            owner.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a secret could not be sealed for " + owner, failure);
        }
    }

    /// Opens what was sealed for `owner`.
    public Secret open(Tx tx, int project, String owner, byte[] sealed) {
        try {
            byte[] open = key(tx, project).decrypt(sealed, owner.getBytes(StandardCharsets.UTF_8));
            return new Secret(new String(open, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a secret of " + owner + " does not open", failure);
        }
    }

    /// Like [#open], for what came from outside; empty when it was not sealed here for `owner`.
    public Optional<Secret> tryOpen(Tx tx, int project, String owner, byte[] sealed) {
        boolean hasKey =
                tx.first("select 1 from project_keys where project_id = ?", _ -> project, project)
                        .isPresent();
        if (!hasKey) return Optional.empty();
        try {
            byte[] open = key(tx, project).decrypt(sealed, owner.getBytes(StandardCharsets.UTF_8));
            return Optional.of(new Secret(new String(open, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    /// Seals what belongs to no project, such as a browser's session, under the master key itself.
    ///
    /// @param owner what it belongs to
    public byte[] sealForServer(String owner, Secret secret) {
        try {
            return master.aead()
                    .encrypt(
                            secret.reveal().getBytes(StandardCharsets.UTF_8),
                            owner.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a secret could not be sealed for " + owner, failure);
        }
    }

    /// Opens what [#sealForServer] gave. Empty when it is anything else: what comes back from a
    /// browser may have been changed.
    public Optional<Secret> openForServer(String owner, byte[] sealed) {
        try {
            byte[] open = master.aead().decrypt(sealed, owner.getBytes(StandardCharsets.UTF_8));
            return Optional.of(new Secret(new String(open, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private Aead key(Tx tx, int project) throws GeneralSecurityException {
        Aead known = keys.get(project);
        if (known != null) return known;
        byte[] sealed =
                tx.one(
                        "select sealed from project_keys where project_id = ?",
                        row -> row.bytes("sealed"),
                        project);
        Aead opened =
                TinkProtoKeysetFormat.parseEncryptedKeyset(
                                sealed, master.aead(), owner(project), AeadConfig2026.get())
                        .getPrimitive(AeadConfig2026.get(), Aead.class);
        keys.put(project, opened);
        return opened;
    }

    private static byte[] owner(int project) {
        return ("project/" + project).getBytes(StandardCharsets.UTF_8);
    }
}
