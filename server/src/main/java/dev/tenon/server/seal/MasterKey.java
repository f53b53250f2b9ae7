package dev.tenon.server.seal;

import dev.tenon.diagnostics.Refusal;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// The key-encrypting key: seals the data keys and nothing else. It is in a file, in the
/// environment, or in a key management service that never gives it away; [MasterKeys] chooses. Safe
/// for use by many threads.
///
/// It is asked once per data key and node. What a service does not answer is told as a refusal,
/// `seal.kms-away` or `seal.kms-refused`.
public interface MasterKey {
    /// The key's name, kept beside what it sealed. Says which key it is, and nothing of it.
    String name();

    /// Where a person finds it, such as a file or a URL.
    String place();

    /// Seals a data key.
    ///
    /// @param owner whose data key it is; needed again to open it
    byte[] seal(byte[] dataKey, byte[] owner) throws GeneralSecurityException;

    /// Opens what [#seal] gave.
    ///
    /// @throws GeneralSecurityException when it was sealed under another key or for another owner
    byte[] open(byte[] sealed, byte[] owner) throws GeneralSecurityException;

    /// @param given a Tink keyset as JSON, from the environment; empty to use the file
    /// @param file where the key is kept otherwise
    /// @throws Refusal `seal.key-unusable`
    static MasterKey load(String given, Path file) {
        return given.isEmpty()
                ? FileKey.in(file)
                : KeysetKey.parse(given, MasterKeys.NEW.variable());
    }
}
