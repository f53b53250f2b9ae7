package dev.tenon.server.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestDatabase.class)
class ApiKeysTest {
    private final TestClock clock = new TestClock();
    private final ApiKeys keys = new ApiKeys(new SecureRandom(), clock);
    private final Projects projects = new Projects(new TimeId(clock, new SecureRandom()), clock);
    private final Groups groups = new Groups(clock);
    private final Audit audit = new Audit(clock);
    private final Db db;
    private final Project project;

    ApiKeysTest(Db db) {
        this.db = db;
        this.project = make();
    }

    private Project make() {
        return db.asSystem(tx -> projects.create(tx, "p" + UUID.randomUUID(), "App", "org"));
    }

    private ApiKeys.Issued issue(Scope... scopes) {
        return db.inTransaction(
                project.key().number(),
                tx -> keys.issue(tx, project.key(), "ours", Set.of(scopes)));
    }

    private Optional<ApiKeys.ApiKey> authenticate(String key) {
        return db.asSystem(tx -> keys.authenticate(tx, key));
    }

    @Test
    void a_key_says_whose_it_is_and_what_it_may() {
        ApiKeys.Issued issued = issue(Scope.READ, Scope.WRITE);

        ApiKeys.ApiKey found = authenticate(issued.secret()).orElseThrow();

        assertThat(found).isEqualTo(issued.apiKey());
        assertThat(found.project()).isEqualTo(project.key());
        assertThat(found.scopes()).containsExactlyInAnyOrder(Scope.READ, Scope.WRITE);
        assertThat(ApiKeys.idOf(issued.secret())).isEqualTo(found.id());
        assertThat(ApiKeys.idOf(found.id())).isEqualTo(found.id());
    }

    @Test
    void the_key_itself_is_stored_nowhere_and_printed_nowhere() {
        ApiKeys.Issued issued = issue(Scope.FULL);
        String secret = issued.secret().split("_", 3)[2];

        String row =
                db.asSystem(tx ->
                        tx.one(
                                "select k::text as row from api_keys k where id = ?",
                                found -> found.text("row"),
                                issued.apiKey().id()));

        assertThat(row).doesNotContain(secret);
        assertThat(issued.toString()).doesNotContain(secret);
    }

    @Test
    void a_key_that_differs_by_one_character_is_none() {
        String key = issue(Scope.FULL).secret();
        Dice.play(
                150,
                dice -> {
                    var spoiled = new StringBuilder(key);
                    int at = dice.below(key.length());
                    char other = "aZ0_-".charAt(dice.below(5));
                    if (spoiled.charAt(at) == other) return;
                    switch (dice.below(3)) {
                        case 0 -> spoiled.setCharAt(at, other);
                        case 1 -> spoiled.deleteCharAt(at);
                        default -> spoiled.insert(at, other);
                    }

                    assertThat(authenticate(spoiled.toString())).isEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tnn",
                "tnn_",
                "tnn__",
                "Bearer x",
                "tnn_' or 1=1 --_x",
                "tnn_a\u0000_b"
            })
    void what_is_no_key_is_no_key(String key) {
        assertThat(authenticate(key)).isEmpty();
    }

    @Test
    void a_key_can_be_switched_off_and_on_and_deleted_by_its_own_project_alone() {
        ApiKeys.Issued issued = issue(Scope.FULL);
        String id = issued.apiKey().id();
        Project stranger = make();

        assertThat(change(stranger, id, false)).isEmpty();
        assertThat(delete(stranger, id)).isFalse();
        assertThat(authenticate(issued.secret())).isPresent();

        assertThat(change(project, id, false)).isPresent();
        assertThat(authenticate(issued.secret())).isEmpty();
        change(project, id, true);
        assertThat(authenticate(issued.secret())).isPresent();
        assertThat(delete(project, id)).isTrue();
        assertThat(authenticate(issued.secret())).isEmpty();
    }

    private Optional<ApiKeys.ApiKey> change(Project by, String id, boolean active) {
        return db.inTransaction(
                by.key().number(),
                tx ->
                        keys.change(
                                tx,
                                by.key(),
                                id,
                                new ApiKeys.Draft("ours", Set.of(), null),
                                active));
    }

    private boolean delete(Project by, String id) {
        return db.inTransaction(by.key().number(), tx -> keys.delete(tx, by.key(), id));
    }

    @Test
    void scopes_have_names_and_others_are_refused() {
        for (Scope scope : Scope.values())
            assertThat(Scope.parse(scope.wireName())).isEqualTo(scope);

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> Scope.parse("root"));

        assertThat(refusal.diagnostics().getFirst().fix()).contains("full", "frontend", "deploy");
    }

    @Test
    void the_audit_tells_the_newest_first_and_each_project_its_own() {
        Project stranger = make();
        for (int change = 1; change <= 3; change++) note(project, "change " + change);
        note(stranger, "elsewhere");

        List<Audit.Entry> newest =
                db.inTransaction(project.key().number(), tx -> audit.newest(tx, project.key(), 2));

        assertThat(newest).extracting(Audit.Entry::action).containsExactly("change 3", "change 2");
        assertThat(newest.getFirst().details()).isEqualTo("{\"why\": \"\\\"quoted\\\"\"}");
    }

    private void note(Project owner, String action) {
        db.inTransaction(
                owner.key().number(),
                tx -> {
                    audit.note(tx, owner.key(), "key/1", action, "it", Map.of("why", "\"quoted\""));
                    return tx;
                });
    }

    @Test
    void a_project_is_found_by_its_name_and_by_its_id_and_there_is_one_of_each_name() {
        assertThat(find(project.name())).contains(project);
        assertThat(find(project.id().toString())).contains(project);

        assertThatThrownBy(
                        () -> db.asSystem(tx -> projects.create(tx, project.name(), "App", "org")))
                .isInstanceOf(Refusal.class);
    }

    private Optional<Project> find(String nameOrId) {
        return db.asSystem(tx -> projects.find(tx, nameOrId));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a b", "a/b", "ä", "a.b"})
    void what_cannot_stand_in_a_url_is_no_name_of_a_project(String name) {
        assertThatThrownBy(() -> db.asSystem(tx -> projects.create(tx, name, "App", "org")))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void customers_and_their_people_come_into_being_when_they_are_named() {
        Group first = group("acme", null);
        assertThat(first.name()).isEqualTo("acme");
        assertThat(group("acme", "Acme Inc").key()).isEqualTo(first.key());
        assertThat(group("acme", null).name()).as("a name is kept").isEqualTo("Acme Inc");
        assertThat(group("bolt", null).key()).isNotEqualTo(first.key());

        Consumer ann = consumer(first, "ann", null);
        assertThat(consumer(first, "ann", "Ann").number()).isEqualTo(ann.number());
        assertThat(consumer(group("bolt", null), "ann", null).number()).isNotEqualTo(ann.number());
    }

    private Group group(String ref, @org.jspecify.annotations.Nullable String name) {
        return db.inTransaction(
                project.key().number(), tx -> groups.ensure(tx, project.key(), ref, name));
    }

    private Consumer consumer(
            Group group, String ref, @org.jspecify.annotations.Nullable String name) {
        return db.inTransaction(
                project.key().number(), tx -> groups.ensureConsumer(tx, group.key(), ref, name));
    }
}
