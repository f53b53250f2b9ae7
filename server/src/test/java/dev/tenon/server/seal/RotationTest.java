package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.jobs.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The exchange of data keys while several nodes go on sealing.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotationTest {
    private final Path directory;
    private final Vaultlet vault;

    RotationTest(@TempDir Path directory) {
        this.directory = directory;
        this.vault = new Vaultlet(directory);
    }

    @BeforeAll
    void start() {
        node();
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    private Seal node() {
        var seal = new Seal(MasterKey.load("", directory.resolve("master.key")));
        seal.start(vault.db());
        return seal;
    }

    private Map<UUID, String> fill(Seal seal, int project, int count) {
        var secrets = new HashMap<UUID, String>();
        for (int i = 0; i < count; i++)
            secrets.put(vault.store(seal, project, "secret " + i), "secret " + i);
        return secrets;
    }

    private void begin(Rotation rotation, boolean atOnce) {
        rotation.begin(atOnce, (_, _) -> {});
    }

    @Test
    void everything_is_sealed_under_the_new_key_and_the_old_one_goes_after_its_time() {
        Seal seal = node();
        int project = vault.project(seal);
        Map<UUID, String> secrets = fill(seal, project, 250);
        Rotation rotation = vault.rotation(seal);

        begin(rotation, false);
        Job.Next next = vault.run(rotation, Integer.toString(project));

        Status.OfProject waiting = vault.status(rotation, project);
        assertThat(waiting.at().state()).isEqualTo(RotationProgress.State.SEALED);
        assertThat(waiting.at().resealed()).isEqualTo(250);
        assertThat(waiting.left()).isZero();
        assertThat(waiting.at().keys()).isEqualTo(2);
        assertThat(next).isEqualTo(new Job.Next.At(waiting.at().retireAfter()));
        vault.clock.advance(Rotation.GRACE);
        vault.run(rotation, Integer.toString(project));
        assertThat(vault.status(rotation, project).at().state())
                .isEqualTo(RotationProgress.State.DONE);
        assertThat(vault.status(rotation, project).at().keys()).isEqualTo(1);
        assertThat(vault.all(seal, project)).isEqualTo(secrets);
        assertThat(vault.all(node(), project)).isEqualTo(secrets);
    }

    @Test
    void a_node_that_knows_the_old_keys_alone_opens_and_seals_with_the_new_one() {
        Seal one = node();
        Seal other = node();
        int project = vault.project(one);
        Map<UUID, String> secrets = fill(one, project, 3);
        assertThat(vault.all(other, project)).isEqualTo(secrets);
        Rotation rotation = vault.rotation(one);

        begin(rotation, true);
        vault.run(rotation, Integer.toString(project));
        secrets.put(vault.store(other, project, "later"), "later");

        assertThat(vault.all(other, project)).isEqualTo(secrets);
        assertThat(vault.status(rotation, project).at().keys()).isEqualTo(1);
        assertThat(vault.all(node(), project)).isEqualTo(secrets);
    }

    @Test
    void what_is_changed_meanwhile_keeps_its_new_value_and_is_sealed_under_the_new_key()
            throws InterruptedException {
        Seal one = node();
        Seal other = node();
        int project = vault.project(one);
        Map<UUID, String> secrets = fill(one, project, 400);
        var isOver = new AtomicBoolean();
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int turn = 0; !isOver.get(); turn++) {
                                for (UUID id : List.copyOf(secrets.keySet())) {
                                    if (isOver.get()) return;
                                    String changed = "turn " + turn;
                                    vault.change(other, project, id, changed);
                                    secrets.put(id, changed);
                                }
                            }
                        });
        Rotation rotation = vault.rotation(one);

        for (int times = 0; times < 3; times++) {
            begin(rotation, true);
            vault.run(rotation, Integer.toString(project));
            assertThat(vault.status(rotation, project).at().state())
                    .isEqualTo(RotationProgress.State.DONE);
        }
        isOver.set(true);
        writer.join();

        assertThat(vault.all(node(), project)).isEqualTo(secrets);
    }

    @Test
    void two_nodes_that_take_the_same_rotation_for_theirs_do_it_once() throws InterruptedException {
        Seal one = node();
        Seal other = node();
        int project = vault.project(one);
        Map<UUID, String> secrets = fill(one, project, 300);
        begin(vault.rotation(one), true);

        Thread second =
                Thread.ofVirtual()
                        .start(() -> vault.run(vault.rotation(other), Integer.toString(project)));
        vault.run(vault.rotation(one), Integer.toString(project));
        second.join();

        Status.OfProject status = vault.status(vault.rotation(one), project);
        assertThat(status.at().state()).isEqualTo(RotationProgress.State.DONE);
        assertThat(status.at().keys()).isEqualTo(1);
        assertThat(status.at().resealed()).isEqualTo(300);
        assertThat(vault.all(node(), project)).isEqualTo(secrets);
    }

    @Test
    void a_value_that_does_not_open_holds_the_old_keys_until_it_is_gone() {
        Seal seal = node();
        int project = vault.project(seal);
        Map<UUID, String> secrets = fill(seal, project, 5);
        UUID strange = secrets.keySet().iterator().next();
        breakIt(project, strange);
        Rotation rotation = vault.rotation(seal);

        begin(rotation, true);
        vault.run(rotation, Integer.toString(project));

        Status.OfProject held = vault.status(rotation, project);
        assertThat(held.at().state()).isEqualTo(RotationProgress.State.HELD);
        assertThat(held.at().unopened()).isEqualTo(1);
        assertThat(held.left()).isEqualTo(1);
        assertThat(held.at().keys()).isEqualTo(2);
        vault.change(seal, project, strange, "given anew");
        secrets.put(strange, "given anew");
        begin(rotation, true);
        vault.run(rotation, Integer.toString(project));
        assertThat(vault.status(rotation, project).at().keys()).isEqualTo(1);
        assertThat(vault.all(node(), project)).isEqualTo(secrets);
    }

    private void breakIt(int project, UUID id) {
        vault.db()
                .inTransaction(
                        project,
                        tx ->
                                tx.update(
                                        """
                                        update provider_apps
                                        set client_secret = client_secret || '\\x00'::bytea
                                        where project_id = ? and id = ?\
                                        """,
                                        project,
                                        id));
    }

    @Test
    void a_rotation_under_way_is_left_to_it_and_can_be_hurried() {
        Seal seal = node();
        int project = vault.project(seal);
        fill(seal, project, 2);
        Rotation rotation = vault.rotation(seal);
        begin(rotation, false);
        vault.run(rotation, Integer.toString(project));

        begin(rotation, false);
        assertThat(vault.run(rotation, Integer.toString(project))).isInstanceOf(Job.Next.At.class);
        assertThat(vault.status(rotation, project).at().keys()).isEqualTo(2);
        begin(rotation, true);

        assertThat(vault.run(rotation, Integer.toString(project)))
                .isEqualTo(new Job.Next.WhenWoken());
        assertThat(vault.status(rotation, project).at().keys()).isEqualTo(1);
    }

    @Test
    void what_the_server_sealed_for_itself_opens_until_its_old_key_goes() {
        Seal seal = node();
        byte[] session = seal.sealForServer("session", new Secret("who"));
        Rotation rotation = vault.rotation(seal);
        finish(rotation);

        begin(rotation, false);
        vault.run(rotation, "server");

        assertThat(seal.openForServer("session", session)).contains(new Secret("who"));
        assertThat(node().openForServer("session", session)).contains(new Secret("who"));
        vault.clock.advance(Rotation.GRACE.plus(Duration.ofSeconds(1)));
        finish(rotation);
        assertThat(node().openForServer("session", session)).isEmpty();
        byte[] next = seal.sealForServer("session", new Secret("who"));
        assertThat(node().openForServer("session", next)).contains(new Secret("who"));
        assertThat(node().openForServer("another session", next)).isEmpty();
    }

    private void finish(Rotation rotation) {
        vault.clock.advance(Rotation.GRACE);
        vault.run(rotation, "server");
    }
}
