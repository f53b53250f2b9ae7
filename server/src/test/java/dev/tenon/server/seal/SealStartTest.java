package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server makes of its key-encrypting key as it starts, and of one that goes away later.
class SealStartTest {
    private final Path file;
    private final Vaultlet vault;
    private final FakeTransit transit = new FakeTransit();

    SealStartTest(@TempDir Path directory) {
        this.file = directory.resolve("master.key");
        this.vault = new Vaultlet(directory);
    }

    @AfterEach
    void stop() {
        transit.close();
        vault.close();
    }

    private Seal started(MasterKey key) {
        return started(key, Optional.empty());
    }

    private Seal started(MasterKey key, Optional<MasterKey> old) {
        var seal = new Seal(key, old);
        seal.start(vault.db());
        return seal;
    }

    private Diagnostic refused(MasterKey key) {
        return catchThrowableOfType(Refusal.class, () -> started(key)).diagnostics().getFirst();
    }

    @Test
    void a_database_with_secrets_does_not_start_without_their_key_nor_with_another()
            throws Exception {
        Seal seal = started(FileKey.in(file));
        vault.store(seal, vault.project(seal), "secret");
        String key = Files.readString(file);
        Files.delete(file);

        Diagnostic missing = refused(FileKey.in(file));
        assertThat(missing.code()).isEqualTo("seal.key-missing");
        assertThat(missing.where()).isEqualTo(file.toString());
        assertThat(file).doesNotExist();
        Files.writeString(file, KeysetKey.generate());
        assertThat(refused(FileKey.in(file)).code()).isEqualTo("seal.wrong-key");
        Files.writeString(file, key);
        started(FileKey.in(file));
    }

    /// Before keys could be exchanged, rows did not say what they were sealed under, and the server
    /// had no key of its own.
    @Test
    void a_database_of_an_earlier_version_is_held_to_its_key_too() throws Exception {
        Seal seal = started(FileKey.in(file));
        int project = vault.project(seal);
        UUID id = vault.store(seal, project, "secret");
        vault.db().asSystem(tx -> tx.update("update project_keys set sealed_under = ''"));
        vault.db().asSystem(tx -> tx.update("delete from server_key"));
        Path other = file.resolveSibling("other.key");
        Files.writeString(other, KeysetKey.generate());

        assertThat(refused(FileKey.in(other)).code()).isEqualTo("seal.wrong-key");

        assertThat(vault.all(started(FileKey.in(file)), project)).containsEntry(id, "secret");
    }

    @Test
    void a_service_is_asked_once_per_data_key_and_then_not_needed_for_what_is_open() {
        Seal seal = started(transit.key());
        int project = vault.project(seal);
        UUID id = vault.store(seal, project, "secret");
        int closed = vault.project(seal);
        int asked = transit.asked.size();
        for (int i = 0; i < 20; i++) {
            assertThat(vault.all(seal, project)).containsEntry(id, "secret");
            byte[] session = seal.sealForServer("session", new Secret("who"));
            assertThat(seal.openForServer("session", session)).isPresent();
        }
        assertThat(transit.asked).hasSize(asked);
        transit.fail(503);

        UUID later = vault.store(seal, project, "later");

        assertThat(vault.all(seal, project))
                .containsEntry(id, "secret")
                .containsEntry(later, "later");
        Refusal away =
                catchThrowableOfType(Refusal.class, () -> vault.store(seal, closed, "secret"));
        assertThat(away.diagnostics().getFirst().code()).isEqualTo("seal.kms-away");
        assertThat(refused(transit.key()).code()).isEqualTo("seal.kms-away");
        transit.fail(0);
        assertThat(vault.all(started(transit.key()), project)).containsEntry(id, "secret");
    }

    @Test
    void a_service_that_has_another_key_by_now_is_told_at_the_start() {
        Seal seal = started(transit.key());
        vault.project(seal);
        transit.forgetKey();

        Diagnostic told = refused(transit.key());

        assertThat(told.code()).isEqualTo("seal.wrong-key");
        assertThat(told.where()).startsWith("vault:http://127.0.0.1:");
    }

    @Test
    void data_keys_move_from_one_key_encrypting_key_to_another() {
        Seal before = started(FileKey.in(file));
        int project = vault.project(before);
        Map<UUID, String> secrets = Map.of(vault.store(before, project, "secret"), "secret");
        assertThat(refused(transit.key()).code()).isEqualTo("seal.wrong-key");
        Seal both = started(transit.key(), Optional.of(FileKey.in(file)));
        int next = vault.project(both);
        UUID more = vault.store(both, next, "more");
        Rotation rotation = vault.rotation(both);
        assertThat(rotation.status().master().askedAt()).isNull();

        rotation.beginMaster();
        assertThat(rotation.status().master().waiting()).isPositive();
        vault.run(rotation, "master");

        assertThat(rotation.status().master().waiting()).isZero();
        assertThat(rotation.status().master().place()).startsWith("vault:");
        Seal after = started(transit.key());
        assertThat(vault.all(after, project)).isEqualTo(secrets);
        assertThat(vault.all(after, next)).containsEntry(more, "more");
        assertThat(vault.all(both, project)).isEqualTo(secrets);
        assertThat(refused(FileKey.in(file)).code()).isEqualTo("seal.wrong-key");
    }
}
