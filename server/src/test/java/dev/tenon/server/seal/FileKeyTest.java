package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKeyTest extends MasterKeyContract {
    @TempDir private Path directory;

    private Path file() {
        return directory.resolve("keys/master.key");
    }

    @Override
    MasterKey key() {
        return FileKey.in(file());
    }

    @Override
    MasterKey another() throws Exception {
        MasterKey another = FileKey.in(directory.resolve("another.key"));
        another.seal(utf8("makes the file"), utf8("nobody"));
        return another;
    }

    @Test
    void the_file_is_made_to_seal_and_never_to_open() throws Exception {
        MasterKey key = key();

        Refusal refusal =
                catchThrowableOfType(Refusal.class, () -> key.open(utf8("sealed"), utf8("owner")));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("seal.key-missing");
        assertThat(refusal.diagnostics().getFirst().where()).isEqualTo(file().toString());
        assertThat(key.name()).isEmpty();
        assertThat(file()).doesNotExist();
        key.seal(utf8("data key"), utf8("owner"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
    }
}
