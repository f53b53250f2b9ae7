package dev.tenon.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Manifest;
import dev.tenon.format.ManifestReader;
import dev.tenon.format.Plan;
import dev.tenon.format.ProviderNames;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class DeploymentsTest {
    private static final String CRM =
            """
              - name: crm
                provider: fake
                read:
                  objects:
                    - objectName: Contact
                      schedule: "*/10 * * * *"
                      requiredFields: [{ fieldName: Name }]
            """;
    private static final String CRM_WITH_NOTES =
            CRM
                    + """
                            - objectName: Note
                              requiredFields: [{ fieldName: Title }]
                    """;
    private static final String ERP =
            """
              - name: erp
                provider: fake
                read:
                  objects:
                    - objectName: Invoice
                      requiredFields: [{ fieldName: Number }]
            """;

    private final TestClock clock = new TestClock();
    private final TimeId ids = new TimeId(clock, new SecureRandom());
    private final Integrations integrations = new Integrations(ids, clock);
    private final Deployments deployments = new Deployments(integrations);
    private final Db db;
    private final ProjectId project;

    DeploymentsTest(Db db) {
        this.db = db;
        this.project =
                db.asSystem(tx -> {
                    String name = "p" + UUID.randomUUID();
                    return new Projects(ids, clock).create(tx, name, name, "org").key();
                });
    }

    private static Manifest manifest(String... parts) {
        String text = "specVersion: 1.0.0\nintegrations:\n" + String.join("", parts);
        var read = new ManifestReader(new Anything()).read(text, "tenon.yaml");
        return Objects.requireNonNull(read.manifest(), () -> read.findings().toString());
    }

    private Plan plan(Manifest manifest) {
        return db.inTransaction(
                        project.number(), tx -> deployments.plan(tx, project, manifest, false))
                .plan();
    }

    private Deployments.Deployed deploy(Manifest manifest, @Nullable String planId) {
        return deploy(manifest, planId, false);
    }

    private Deployments.Deployed deploy(
            Manifest manifest, @Nullable String planId, boolean destructive) {
        var options = new Deployments.Options(destructive, "test");
        return db.inTransaction(
                project.number(), tx -> deployments.deploy(tx, project, manifest, options, planId));
    }

    private List<String> inForce() {
        return db.inTransaction(project.number(), tx -> integrations.all(tx, project)).stream()
                .map(each -> each.name() + " " + each.revision().number())
                .toList();
    }

    private DeployedRevision find(String name) {
        return db.inTransaction(project.number(), tx -> integrations.get(tx, project, name));
    }

    @Test
    void a_plan_is_a_value_and_changes_nothing() {
        Plan one = plan(manifest(CRM));
        Plan other = plan(manifest(CRM));

        assertThat(one).isEqualTo(other);
        assertThat(inForce()).isEmpty();
        assertThat(one.isEmpty()).isFalse();
    }

    @Test
    void what_differs_gets_a_new_revision_and_what_does_not_keeps_its_own() {
        deploy(manifest(CRM, ERP), null);
        assertThat(plan(manifest(CRM, ERP)).isEmpty()).isTrue();

        Deployments.Deployed second = deploy(manifest(CRM_WITH_NOTES, ERP), null);

        assertThat(second.changed()).extracting(DeployedRevision::name).containsExactly("crm");
        assertThat(inForce()).containsExactly("crm 2", "erp 1");
        deploy(manifest(CRM_WITH_NOTES, ERP), null);
        assertThat(inForce()).containsExactly("crm 2", "erp 1");
    }

    @Test
    void a_plan_that_was_overtaken_is_refused_and_nothing_is_deployed() {
        Plan seen = plan(manifest(CRM));
        deploy(manifest(ERP), null);

        Refusal refusal =
                catchThrowableOfType(
                        Refusal.class, () -> deploy(manifest(CRM), seen.fingerprint()));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("deploy.stale-plan");
        assertThat(inForce()).containsExactly("erp 1");
        deploy(manifest(CRM), plan(manifest(CRM)).fingerprint());
        assertThat(inForce()).containsExactly("crm 1", "erp 1");
    }

    @Test
    void of_many_who_deploy_the_same_plan_at_once_one_gets_through() throws Exception {
        deploy(manifest(CRM), null);
        String plan = plan(manifest(CRM_WITH_NOTES)).fingerprint();
        var deploys = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 6; i++) {
            deploys.add(() -> {
                try {
                    deploy(manifest(CRM_WITH_NOTES), plan);
                    return 1;
                } catch (Refusal _) {
                    return 0;
                }
            });
        }
        int through = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var deploy : threads.invokeAll(deploys)) through += deploy.get();
        }

        assertThat(through).isEqualTo(1);
        assertThat(inForce()).containsExactly("crm 2");
    }

    @Test
    void an_object_goes_only_when_that_is_said() {
        deploy(manifest(CRM_WITH_NOTES), null);

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> deploy(manifest(CRM), null));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("deploy.needs-destructive");
        assertThat(inForce()).containsExactly("crm 1");
        deploy(manifest(CRM), null, true);
        assertThat(inForce()).containsExactly("crm 2");
    }

    @Test
    void an_integration_that_is_not_in_the_manifest_stays_unless_that_is_said() {
        deploy(manifest(CRM, ERP), null);
        UUID erp = find("erp").integration();

        deploy(manifest(CRM), null);
        assertThat(inForce()).containsExactly("crm 1", "erp 1");
        deploy(manifest(CRM), null, true);
        assertThat(inForce()).containsExactly("crm 1");

        deploy(manifest(CRM, ERP), null);
        assertThat(inForce()).containsExactly("crm 1", "erp 2");
        assertThat(find("erp").integration()).as("it is the same again").isEqualTo(erp);
    }

    @Test
    void rolling_back_puts_an_earlier_revision_in_force_as_a_new_one() {
        deploy(manifest(CRM), null);
        deploy(manifest(CRM_WITH_NOTES), null);
        DeployedRevision second = find("crm");

        DeployedRevision third = rollback(second, null);

        assertThat(third.revision().number()).isEqualTo(3);
        assertThat(third.content()).isEqualTo(manifest(CRM).integrations().getFirst());
        assertThat(plan(manifest(CRM)).isEmpty()).isTrue();
        assertThat(rollback(third, second.revision().id().toString()).content())
                .isEqualTo(second.content());
        assertThat(rollback(find("crm"), "1").content()).isEqualTo(third.content());
        assertThat(inForce()).containsExactly("crm 5");
    }

    @Test
    void there_is_nothing_before_the_first_revision() {
        deploy(manifest(CRM), null);

        for (String to : new String[] {"0", "7", "-1", UUID.randomUUID().toString(), "x"})
            assertThat(
                            catchThrowableOfType(Refusal.class, () -> rollback(find("crm"), to))
                                    .diagnostics()
                                    .getFirst()
                                    .code())
                    .isEqualTo("deploy.no-revision");
        assertThat(catchThrowableOfType(Refusal.class, () -> rollback(find("crm"), null)))
                .isNotNull();
        assertThat(inForce()).containsExactly("crm 1");
    }

    private DeployedRevision rollback(DeployedRevision integration, @Nullable String to) {
        return db.inTransaction(
                project.number(), tx -> deployments.rollback(tx, integration, to, "test"));
    }

    @Test
    void an_unknown_integration_is_told_with_the_nearest_name() {
        deploy(manifest(CRM, ERP), null);

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> find("crn"));

        assertThat(refusal.diagnostics().getFirst().fix()).contains("crm");
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
