package dev.tenon.server.console;

import dev.tenon.format.ManifestReader;
import dev.tenon.format.ProviderNames;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.deploy.Deployments;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.install.Installations;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.people.Accounts;
import dev.tenon.server.people.Passwords;
import dev.tenon.server.people.People;
import dev.tenon.server.people.Person;
import dev.tenon.server.people.Rights;
import dev.tenon.server.people.Roster;
import dev.tenon.server.seal.MasterKey;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.tenant.ServerAudit;
import dev.tenon.server.testing.Silence;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.vault.Connections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A project of its own with one integration and as many customers as a test wants, and the console
/// that shows them. For use by one thread.
final class Office {
    static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      mapToName: company
                      schedule: "*/10 * * * *"
                      requiredFields: [{ fieldName: Name }]
                    - objectName: Contact
                      requiredFields: [{ fieldName: Name }]
            """;

    final TestClock clock = new TestClock();
    final Db db;
    final Project project;
    final String adminKey = "tnadmin_" + UUID.randomUUID();
    final Operations operations;

    /// What other features tell the console, as far as a test wants.
    Console.Features features =
            new Console.Features(
                    (_, _) -> List.of(),
                    (_, _, _) -> Json.object(),
                    (_, _, _) -> Json.object(),
                    _ -> Json.object(),
                    (_, _, _) -> Optional.empty());

    private final TimeId ids = new TimeId(clock, new SecureRandom());
    final Console.Staff staff;

    /// The identity provider that signs people in; null for none.
    Console.@Nullable Company company;

    final Seal seal;
    private final Projects projects = new Projects(ids, clock);
    private final ApiKeys keys = new ApiKeys(new SecureRandom(), clock);
    private final Groups groups = new Groups(clock);
    private final Installations installations;
    private final DeployedRevision revision;

    Office(Db db) {
        this.db = db;
        this.seal = new Seal(masterKey());
        seal.startAlone();
        this.operations = new Operations(ids, clock);
        this.staff = staff(db, ids, clock);
        var integrations = new Integrations(ids, clock);
        this.installations = new Installations(integrations, Silence.of(ids, clock), ids, clock);
        String name = "p" + UUID.randomUUID();
        this.project = db.asSystem(tx -> projects.create(tx, name, name, "org"));
        this.revision = get(tx -> deploy(tx, integrations));
    }

    private static Console.Staff staff(Db db, TimeId ids, TestClock clock) {
        var random = new SecureRandom();
        var people = new People(ids, clock);
        var audit = new ServerAudit(clock);
        var roster = new Roster(db, people, audit, random, clock);
        var passwords = new Passwords(random);
        var accounts = new Accounts(db, people, roster, passwords, audit, clock);
        return new Console.Staff(people, roster, accounts, audit);
    }

    /// Somebody with a password.
    Person person(String email, String password, Rights rights) {
        Roster.Invited invited = staff.roster().add("test", new Roster.Draft(email, email, rights));
        return staff.accounts().choose(invited.link().reveal(), new Secret(password));
    }

    /// A server that nobody was added to.
    void emptyOfPeople() {
        db.asSystem(tx -> tx.update("delete from people"));
    }

    private static MasterKey masterKey() {
        try {
            Path folder = Files.createTempDirectory("tenon-keys");
            return MasterKey.load("", folder.resolve("master.key"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private DeployedRevision deploy(Tx tx, Integrations integrations) {
        var read = new ManifestReader(new AnyProvider()).read(MANIFEST, "tenon.yaml");
        return new Deployments(integrations)
                .deploy(
                        tx,
                        project.key(),
                        Objects.requireNonNull(read.manifest(), () -> read.findings().toString()),
                        new Deployments.Options(false, "test"),
                        null)
                .all()
                .getFirst();
    }

    Console console() {
        return console(adminKey);
    }

    /// The console of a server whose administrator has this key.
    Console console(String admin) {
        var stores =
                new Console.Stores(
                        projects,
                        keys,
                        groups,
                        installations,
                        new Connections(seal, Silence.of(ids, clock), ids, clock),
                        operations,
                        features);
        return new Console(
                db,
                stores,
                new Console.Access(new Secret(admin), seal, staff, company),
                URI.create("http://127.0.0.1:8600"),
                clock);
    }

    /// A browser of somebody who may see everything.
    Browser administrator() {
        return new Browser(console()).with(adminKey);
    }

    /// The address of this project's list.
    String list() {
        return "/console?project=" + project.name();
    }

    ApiKeys.Issued key(Scope scope) {
        return get(tx -> keys.issue(tx, project.key(), "ops", Set.of(scope)));
    }

    void deleteKey(ApiKeys.Issued issued) {
        get(tx -> keys.delete(tx, project.key(), issued.apiKey().id()));
    }

    /// Installs the integration for a customer who is signed in, and of whom nothing was read yet.
    Customer customer(String ref, String name) {
        return get(tx -> {
            GroupId group = groups.ensure(tx, project.key(), ref, name).key();
            UUID connection = ids.next();
            tx.update(
                    """
                    insert into connections
                      (project_id, group_id, id, provider, workspace_ref, account_ref, auth_scheme,
                       status, status_reason, metadata, credential, credential_version, created_at,
                       updated_at)
                    values (?, ?, ?, 'salesforce', '', '', 'none', 'working', '', '{}', ''::bytea,
                      1, ?, ?)\
                    """,
                    group.projectNumber(),
                    group.number(),
                    connection,
                    clock.instant(),
                    clock.instant());
            var draft = new Installations.Draft(connection, "test", Json.object());
            UUID id = installations.create(tx, group, revision, draft).installation().id();
            var customer = new Customer(this, group, id, connection);
            customer.dataset(tx, "Account");
            customer.dataset(tx, "Contact");
            return customer;
        });
    }

    Operation begin(Customer customer, String object) {
        return get(tx ->
                operations.begin(
                        tx,
                        customer.group(),
                        new Operation.Subject(
                                revision.integration(),
                                customer.installation(),
                                Operation.Action.READ,
                                object,
                                "backfill")));
    }

    /// Many customers at once, each with three objects that were read, two of them delivered.
    void crowd(int customers) {
        db.asSystem(tx -> {
            for (String statement : CROWD) {
                tx.update(
                        statement
                                .replace(":project", "" + project.key().number())
                                .replace(":many", "" + customers)
                                .replace(":integration", "'" + revision.integration() + "'")
                                .replace(":now", "'" + clock.instant() + "'"));
            }
            return tx.update("analyze");
        });
    }

    /// How many rows each table has, those of other projects too.
    Map<String, Long> rows(List<String> tables) {
        return tables.stream()
                .collect(
                        Collectors.toMap(
                                Function.identity(),
                                table ->
                                        db.asSystem(tx ->
                                                tx.one(
                                                        "select count(*) as n from " + table,
                                                        row -> row.number("n")))));
    }

    <T> T get(Function<Tx, T> work) {
        return db.inTransaction(project.key().number(), work);
    }

    private static final List<String> CROWD =
            List.of(
                    """
                    insert into groups (project_id, group_ref, group_name, created_at)
                    select :project, 'ref-' || n, 'Customer ' || lpad(n::text, 5, '0'), :now
                    from generate_series(1, :many) n\
                    """,
                    """
                    insert into connections
                      (project_id, group_id, id, provider, workspace_ref, account_ref, auth_scheme,
                       status, status_reason, metadata, credential, credential_version, created_at,
                       updated_at)
                    select :project, group_id, gen_random_uuid(), 'salesforce', '', '', 'none',
                      'working', '', '{}', ''::bytea, 1, :now, :now
                    from groups where project_id = :project and group_ref like 'ref-%'\
                    """,
                    """
                    insert into installations
                      (project_id, group_id, id, integration_id, connection_id, config_id, config,
                       created_by, created_at, updated_at)
                    select :project, g.group_id, gen_random_uuid(), :integration, c.id,
                      gen_random_uuid(), '{}', 'test', :now, :now
                    from groups g join connections c using (project_id, group_id)
                    where g.project_id = :project and g.group_ref like 'ref-%'\
                    """,
                    """
                    insert into datasets
                      (project_id, group_id, installation_id, object_name, seq, live, created_at)
                    select :project, i.group_id, i.id, o.name, 1200, 1000, :now
                    from installations i
                    cross join (values ('Account'), ('Contact'), ('Lead')) as o(name)
                    where i.project_id = :project\
                    """,
                    """
                    insert into reads
                      (project_id, group_id, dataset_id, kind, failures, problem, last_success_at)
                    select :project, group_id, dataset_id,
                      case when dataset_id % 10 = 0 then 'backfill' else 'idle' end,
                      case when dataset_id % 40 = 1 then 1 else 0 end,
                      case when dataset_id % 40 = 1 then 'No field Tier__c (INVALID_FIELD)'
                        else '' end, :now
                    from datasets where project_id = :project\
                    """,
                    """
                    insert into destinations
                      (project_id, id, name, type, metadata, secrets, status, created_at, updated_at)
                    values (:project, gen_random_uuid(), 'changes', 'webhook', '{}', ''::bytea,
                      'active', :now, :now)\
                    """,
                    """
                    insert into feeds
                      (project_id, group_id, dataset_id, destination_id, delivered_seq)
                    select :project, d.group_id, d.dataset_id, t.id, d.seq - d.dataset_id % 3
                    from datasets d join destinations t using (project_id)
                    where d.project_id = :project and d.object_name <> 'Lead'\
                    """);

    private record AnyProvider() implements ProviderNames {
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
