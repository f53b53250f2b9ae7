package dev.tenon.server.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.ManifestReader;
import dev.tenon.format.ProviderNames;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.deploy.Deployments;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.Silence;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class InstallationsTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: fake
                read:
                  objects:
                    - objectName: Contact
                      mapToName: person
                      schedule: "*/10 * * * *"
                      destination: changes
                      requiredFields:
                        - fieldName: Name
                        - { mapToName: level, prompt: Which field holds the level?, default: Rating }
                      optionalFields: [{ fieldName: Email }]
                      backfill: { defaultPeriod: { days: 30 } }
            """;

    private final TestClock clock = new TestClock();
    private final TimeId ids = new TimeId(clock, new SecureRandom());
    private final Integrations integrations = new Integrations(ids, clock);
    private final Installations installations =
            new Installations(integrations, Silence.of(ids, clock), ids, clock);
    private final UUID connection = UUID.randomUUID();
    private final Db db;
    private final GroupId group;

    InstallationsTest(Db db) {
        this.db = db;
        this.group =
                db.asSystem(tx -> {
                    String name = "p" + UUID.randomUUID();
                    var project = new Projects(ids, clock).create(tx, name, name, "org").key();
                    return new Groups(clock).ensure(tx, project, "acme", null).key();
                });
        deploy(MANIFEST);
    }

    private <T> T get(Function<Tx, T> work) {
        return db.inTransaction(group.projectNumber(), work);
    }

    private void deploy(String text) {
        var read = new ManifestReader(new Anything()).read(text, "tenon.yaml");
        get(tx ->
                new Deployments(integrations)
                        .deploy(
                                tx,
                                group.project(),
                                Objects.requireNonNull(
                                        read.manifest(), () -> read.findings().toString()),
                                new Deployments.Options(true, "test"),
                                null));
    }

    private DeployedRevision revision() {
        return get(tx -> integrations.get(tx, group.project(), "crm"));
    }

    private Installations.Draft draft(String members) {
        return new Installations.Draft(
                connection,
                "ann",
                Json.parseObject(
                        """
                        {"provider": "fake",
                         "read": {"objects": {"Contact": {"objectName": "Contact"%s}}}}\
                        """
                                .formatted(members)));
    }

    private Installed install(String members) {
        DeployedRevision revision = revision();
        return get(tx -> installations.create(tx, group, revision, draft(members)));
    }

    private static EffectiveRead contact(Installed installed) {
        return Objects.requireNonNull(installed.config().reads().get("Contact"));
    }

    private Installed now(Installed installed) {
        UUID id = installed.installation().id();
        return get(tx -> installations.find(tx, group.project(), id).orElseThrow());
    }

    @Test
    void the_revision_in_force_is_asked_for_once_for_all_installations() {
        install("");
        DeployedRevision revision = revision();
        for (String ref : List.of("b", "c", "d")) {
            get(tx -> {
                GroupId other = new Groups(clock).ensure(tx, group.project(), ref, null).key();
                return installations.create(tx, other, revision, draft(""));
            });
        }
        var one = lookUps(tx -> installations.of(tx, group));
        var all = lookUps(tx -> installations.all(tx, group.project()));

        assertThat(one.installed()).hasSize(1);
        assertThat(all.installed()).hasSize(4);
        assertThat(one.count()).isPositive();
        assertThat(all.count()).isEqualTo(one.count());
    }

    /// How often the database looked into the table of integrations, as it counts itself.
    private LookUps lookUps(Function<Tx, List<Installed>> work) {
        return db.asSystem(tx -> {
            long before = lookUps(tx);
            List<Installed> installed = work.apply(tx);
            return new LookUps(installed, lookUps(tx) - before);
        });
    }

    private static long lookUps(Tx tx) {
        return tx.one(
                """
                select coalesce(seq_scan, 0) + coalesce(idx_scan, 0) as n
                from pg_stat_xact_user_tables where relname = 'integrations'\
                """,
                row -> row.number("n"));
    }

    private record LookUps(List<Installed> installed, long count) {}

    @Test
    void what_was_not_chosen_is_as_the_manifest_says() {
        EffectiveRead read =
                contact(install(", \"selectedFieldMappings\": {\"level\": \"Stage\"}"));

        assertThat(read.schedule()).isEqualTo("*/10 * * * *");
        assertThat(read.destination()).isEqualTo("changes");
        assertThat(read.mappedName()).isEqualTo("person");
        assertThat(read.fields().names()).containsExactly("Name", "Stage");
        assertThat(read.fields().mappings()).containsEntry("level", "Stage");
    }

    @Test
    void what_was_chosen_stands_over_the_manifest() {
        EffectiveRead read =
                contact(
                        install(
                                """
                                , "schedule": "0 * * * *", "selectedFields": {"Email": true},
                                "selectedFieldMappings": {"level": "Stage"}, "disabled": true\
                                """));

        assertThat(read.schedule()).isEqualTo("0 * * * *");
        assertThat(read.disabled()).isTrue();
        assertThat(read.fields().names()).containsExactly("Email", "Name", "Stage");
    }

    @Test
    void a_new_revision_is_in_force_for_those_who_have_installed() {
        Installed before = install(", \"selectedFieldMappings\": {\"level\": \"Stage\"}");

        deploy(MANIFEST.replace("*/10", "*/20").replace("fieldName: Name", "fieldName: FullName"));
        EffectiveRead read = contact(now(before));

        assertThat(read.schedule()).isEqualTo("*/20 * * * *");
        assertThat(read.fields().names()).containsExactly("FullName", "Stage");
        assertThat(now(before).revision().revision().number()).isEqualTo(2);
        assertThat(now(before).installation()).isEqualTo(before.installation());
    }

    @Test
    void a_config_that_is_wrong_is_refused_and_nothing_is_stored() {
        Refusal refusal =
                catchThrowableOfType(
                        Refusal.class, () -> install(", \"schedule\": \"every now and then\""));

        assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
        assertThat(ids(tx -> installations.all(tx, group.project()))).isEmpty();
    }

    @Test
    void a_config_that_is_changed_to_a_wrong_one_stays_as_it_was() {
        Installed before = install("");

        Refusal refusal =
                catchThrowableOfType(
                        Refusal.class,
                        () ->
                                get(tx ->
                                        installations.change(
                                                tx, before, draft(", \"schedule\": 7"))));

        assertThat(refusal).isNotNull();
        assertThat(now(before).installation()).isEqualTo(before.installation());
    }

    @Test
    void a_change_keeps_the_installation_and_gives_its_config_a_new_id() {
        Installed before = install("");
        clock.advance(Duration.ofMinutes(1));

        Installed after =
                get(tx -> installations.change(tx, before, draft(", \"disabled\": true")));

        assertThat(after.installation().id()).isEqualTo(before.installation().id());
        assertThat(after.installation().config().id())
                .isNotEqualTo(before.installation().config().id());
        assertThat(after.installation().times().updatedAt()).isEqualTo(clock.instant());
        assertThat(contact(now(before)).disabled()).isTrue();
    }

    @Test
    void a_group_installs_an_integration_once() {
        install("");

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> install(""));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("installation.exists");
    }

    @Test
    void installations_are_found_by_what_they_belong_to() {
        Installed made = install("");
        UUID id = made.installation().id();

        DeployedRevision revision = revision();
        assertThat(ids(tx -> installations.of(tx, revision))).containsExactly(id);
        assertThat(ids(tx -> installations.all(tx, group.project()))).containsExactly(id);
        assertThat(ids(tx -> installations.using(tx, group.project(), connection)))
                .containsExactly(id);
        assertThat(ids(tx -> installations.using(tx, group.project(), UUID.randomUUID())))
                .isEmpty();

        get(tx -> {
            installations.delete(tx, made.installation());
            return tx;
        });
        assertThat(ids(tx -> installations.all(tx, group.project()))).isEmpty();
    }

    private List<UUID> ids(Function<Tx, List<Installed>> query) {
        return get(query).stream().map(each -> each.installation().id()).toList();
    }

    @Test
    void installations_rest_when_their_integration_is_taken_away() {
        Installed made = install("");

        deploy(MANIFEST.replace("name: crm", "name: erp"));

        assertThat(now(made).installation().paused()).isTrue();
    }

    private record Anything() implements ProviderNames {
        @Override
        public boolean knows(String name) {
            return true;
        }

        @Override
        public List<String> nearest(String name) {
            return List.of();
        }

        @Override
        public String canonical(String name) {
            return name;
        }
    }
}
