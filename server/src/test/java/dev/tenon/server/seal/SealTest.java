package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestDatabase.class)
class SealTest {
    private static final String OWNER = "connection/1";

    private final Path file;
    private final Db db;
    private final Seal seal;
    private int project;

    SealTest(Db db, @TempDir Path directory) {
        this.db = db;
        this.file = directory.resolve("keys/master.key");
        this.seal = new Seal(MasterKey.load("", file));
    }

    @BeforeEach
    void make_a_project() {
        project = projectWithKey();
    }

    @Test
    void whatever_is_sealed_opens_for_its_owner_on_every_node() {
        Dice.play(
                100,
                dice -> {
                    var secret = new Secret(dice.text(30));

                    byte[] sealed = seal(project, OWNER, secret);

                    assertThat(open(project, OWNER, sealed)).isEqualTo(secret);
                    assertThat(opened(new Seal(MasterKey.load("", file)), project, OWNER, sealed))
                            .isEqualTo(secret);
                });
    }

    @Test
    void a_sealed_value_that_is_moved_to_another_row_does_not_open() {
        byte[] sealed = seal(project, OWNER, new Secret("token"));

        assertThatThrownBy(() -> open(project, "connection/2", sealed))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("connection/2");
    }

    @Test
    void a_sealed_value_that_is_moved_to_another_project_does_not_open() {
        int other = projectWithKey();
        byte[] sealed = seal(project, OWNER, new Secret("token"));

        assertThatThrownBy(() -> open(other, OWNER, sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void the_data_key_of_a_project_is_of_no_use_to_another() {
        int other = projectWithKey();
        byte[] sealed = seal(project, OWNER, new Secret("token"));
        db.asSystem(tx ->
                tx.update(
                        """
                        update project_keys set sealed =
                          (select sealed from project_keys where project_id = ?)
                        where project_id = ?\
                        """,
                        project,
                        other));

        assertThatThrownBy(() -> opened(new Seal(MasterKey.load("", file)), other, OWNER, sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_value_with_one_changed_bit_does_not_open() {
        byte[] sealed = seal(project, OWNER, new Secret("token"));

        Dice.play(
                100,
                dice -> {
                    byte[] changed = sealed.clone();
                    changed[dice.below(changed.length)] ^= (byte) (1 << dice.below(8));

                    assertThatThrownBy(() -> open(project, OWNER, changed))
                            .isInstanceOf(IllegalStateException.class);
                });
    }

    @Test
    void what_is_stored_shows_nothing_and_differs_each_time() {
        var secret = new Secret("a token that nobody may read");

        byte[] one = seal(project, OWNER, secret);
        byte[] other = seal(project, OWNER, secret);

        assertThat(one).isNotEqualTo(other);
        assertThat(new String(one, StandardCharsets.ISO_8859_1)).doesNotContain("token");
        assertThat(secret.toString()).isEqualTo("Secret(***)");
    }

    @Test
    void the_key_file_is_for_its_owner_alone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void another_master_key_opens_nothing(@TempDir Path elsewhere) {
        byte[] sealed = seal(project, OWNER, new Secret("token"));
        var stranger = new Seal(MasterKey.load("", elsewhere.resolve("master.key")));

        projectWithKey(stranger);
        assertThatThrownBy(() -> opened(stranger, project, OWNER, sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_key_that_is_none_is_told_with_where_it_is_and_without_what_it_is() throws IOException {
        Files.writeString(file, "{\"key\": \"half of a k");

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> MasterKey.load("", file));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("seal.key-unusable");
        assertThat(refusal.diagnostics().getFirst().where()).isEqualTo(file.toString());
        assertThat(refusal.diagnostics().toString()).doesNotContain("half of");
        assertThat(catchThrowableOfType(Refusal.class, () -> MasterKey.load("nonsense", file)))
                .isNotNull();
    }

    private int projectWithKey() {
        return projectWithKey(seal);
    }

    private int projectWithKey(Seal with) {
        var clock = new TestClock();
        String name = "p" + UUID.randomUUID();
        return db.asSystem(tx -> {
            var projects = new Projects(new TimeId(clock, new SecureRandom()), clock);
            int number = projects.create(tx, name, name, "org").key().number();
            with.createKey(tx, number);
            return number;
        });
    }

    private byte[] seal(int owner, String row, Secret secret) {
        return db.inTransaction(owner, tx -> seal.seal(tx, owner, row, secret));
    }

    private Secret open(int owner, String row, byte[] sealed) {
        return opened(seal, owner, row, sealed);
    }

    private Secret opened(Seal with, int owner, String row, byte[] sealed) {
        return db.inTransaction(owner, tx -> with.open(tx, owner, row, sealed));
    }
}
