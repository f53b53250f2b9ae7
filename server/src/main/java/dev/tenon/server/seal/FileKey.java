package dev.tenon.server.seal;

import dev.tenon.diagnostics.Refusal;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/// A key-encrypting key in a file that its owner alone can read. The file is made when there is
/// something to seal and none to open: a server whose key is gone says so, instead of making
/// another that opens nothing.
final class FileKey implements MasterKey {
    private final Path file;
    private @Nullable KeysetKey read;

    private FileKey(Path file) {
        this.file = file;
    }

    /// @throws Refusal `seal.key-unusable` when there is a file, and no key in it
    static FileKey in(Path file) {
        var key = new FileKey(file.toAbsolutePath().normalize());
        if (Files.exists(file)) key.read();
        return key;
    }

    /// Empty as long as there is no file.
    @Override
    public String name() {
        return Files.exists(file) ? read().name() : "";
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public byte[] seal(byte[] dataKey, byte[] owner) throws GeneralSecurityException {
        return orMade().seal(dataKey, owner);
    }

    @Override
    public byte[] open(byte[] sealed, byte[] owner) throws GeneralSecurityException {
        return read().open(sealed, owner);
    }

    private synchronized KeysetKey read() {
        if (read != null) return read;
        if (!Files.exists(file)) throw missing();
        try {
            read = KeysetKey.parse(Files.readString(file), place());
            return read;
        } catch (IOException _) {
            throw KeysetKey.unusable(place());
        }
    }

    private synchronized KeysetKey orMade() {
        if (read == null && !Files.exists(file)) make();
        return read();
    }

    /// Under another name first, so that no reader finds half a key.
    private void make() {
        try {
            Files.createDirectories(file.getParent());
            Path whole =
                    Files.createTempFile(
                            file.getParent(),
                            "master",
                            ".new",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(whole, KeysetKey.generate());
            try {
                Files.move(whole, file);
            } catch (FileAlreadyExistsException _) {
                // Another process of this directory was faster; its key is the one.
            } finally {
                Files.deleteIfExists(whole);
            }
        } catch (GeneralSecurityException | IOException _) {
            throw KeysetKey.unusable(place());
        }
    }

    private Refusal missing() {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "seal.key-missing",
                "The key-encrypting key is not there, and the database has secrets sealed under it.",
                place(),
                "Put the key's file back from its backup, or name the key with --master-key.");
    }
}
