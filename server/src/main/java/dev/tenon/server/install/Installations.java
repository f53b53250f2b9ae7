package dev.tenon.server.install;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.ConfigJson;
import dev.tenon.format.EffectiveConfig;
import dev.tenon.format.Finding;
import dev.tenon.format.InstallationConfig;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The installations of a project. Safe for use by many threads.
public final class Installations {
    private static final int LARGEST_CONFIG = 128 * 1024;

    private final Integrations integrations;
    private final Notifications notifications;
    private final TimeId ids;
    private final InstantSource clock;

    public Installations(
            Integrations integrations,
            Notifications notifications,
            TimeId ids,
            InstantSource clock) {
        this.integrations = integrations;
        this.notifications = notifications;
        this.ids = ids;
        this.clock = clock;
    }

    /// Installs an integration for a group.
    ///
    /// @throws Refusal `installation.exists`, or what is wrong with the config
    public Installed create(Tx tx, GroupId group, DeployedRevision revision, Draft draft) {
        EffectiveConfig config = check(revision, draft.content());
        boolean exists =
                tx.first(
                                """
                                select id from installations
                                where project_id = ? and group_id = ? and integration_id = ?\
                                """,
                                row -> row.uuid("id"),
                                group.projectNumber(),
                                group.number(),
                                revision.integration())
                        .isPresent();
        if (exists) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "installation.exists",
                    "\"" + revision.name() + "\" is already installed for this group.",
                    "body.groupRef",
                    "Change that installation with PATCH, or delete it first.");
        }
        Installation made =
                tx.one(
                        """
                        insert into installations
                          (project_id, group_id, id, integration_id, connection_id, config_id, config,
                           created_by, created_at, updated_at)
                        values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) returning *\
                        """,
                        Installations::read,
                        group.projectNumber(),
                        group.number(),
                        ids.next(),
                        revision.integration(),
                        draft.connection(),
                        ids.next(),
                        Json.text(draft.content()),
                        draft.createdBy(),
                        clock.instant(),
                        clock.instant());
        tell(tx, made, Notification.Type.INSTALLATION_CREATED, null);
        return new Installed(made, revision, config);
    }

    /// Changes an installation's connection and config.
    ///
    /// @throws Refusal what is wrong with the config
    public Installed change(Tx tx, Installed installed, Draft draft) {
        EffectiveConfig config = check(installed.revision(), draft.content());
        Installation before = installed.installation();
        Installation changed =
                tx.one(
                        """
                        update installations set connection_id = ?, config_id = ?, config = ?::jsonb,
                          created_by = ?, updated_at = ?
                        where project_id = ? and group_id = ? and id = ? returning *\
                        """,
                        Installations::read,
                        draft.connection(),
                        ids.next(),
                        Json.text(draft.content()),
                        draft.createdBy(),
                        clock.instant(),
                        before.group().projectNumber(),
                        before.group().number(),
                        before.id());
        tell(tx, changed, Notification.Type.INSTALLATION_UPDATED, before.config().content());
        return new Installed(changed, installed.revision(), config);
    }

    /// Pauses or resumes scheduled reads.
    public void pause(Tx tx, Installation installation, boolean paused) {
        tx.update(
                """
                update installations set paused = ?, updated_at = ?
                where project_id = ? and group_id = ? and id = ?\
                """,
                paused,
                clock.instant(),
                installation.group().projectNumber(),
                installation.group().number(),
                installation.id());
        if (!paused) return;
        ObjectNode data = Json.object();
        data.put("installationId", installation.id().toString());
        data.put("integrationId", installation.integration().toString());
        notifications.notify(
                tx, installation.group(), Notification.Type.READ_SCHEDULE_PAUSED, data);
    }

    /// One installation as it is in force, by its id.
    public Optional<Installed> find(Tx tx, ProjectId project, UUID id) {
        return tx.first(
                        "select * from installations where project_id = ? and id = ?",
                        Installations::read,
                        project.number(),
                        id)
                .map(found -> inForce(tx, found));
    }

    /// The installation of an integration for a group.
    public Optional<Installed> find(Tx tx, GroupId group, DeployedRevision revision) {
        return tx.first(
                        """
                        select * from installations
                        where project_id = ? and group_id = ? and integration_id = ?\
                        """,
                        Installations::read,
                        group.projectNumber(),
                        group.number(),
                        revision.integration())
                .map(found -> new Installed(found, revision, effective(revision, found)));
    }

    /// All installations of a project, oldest first.
    public List<Installed> all(Tx tx, ProjectId project) {
        return inForce(
                tx,
                tx.query(
                        "select * from installations where project_id = ? order by created_at, id",
                        Installations::read,
                        project.number()));
    }

    /// The installations of one group, oldest first.
    public List<Installed> of(Tx tx, GroupId group) {
        return inForce(
                tx,
                tx.query(
                        """
                        select * from installations where project_id = ? and group_id = ?
                        order by created_at, id\
                        """,
                        Installations::read,
                        group.projectNumber(),
                        group.number()));
    }

    /// The installations of one integration, oldest first.
    public List<Installed> of(Tx tx, DeployedRevision revision) {
        return tx
                .query(
                        """
                        select * from installations where project_id = ? and integration_id = ?
                        order by created_at, id\
                        """,
                        Installations::read,
                        revision.project().number(),
                        revision.integration())
                .stream()
                .map(found -> new Installed(found, revision, effective(revision, found)))
                .toList();
    }

    /// The installations that use a connection.
    public List<Installed> using(Tx tx, ProjectId project, UUID connection) {
        return inForce(
                tx,
                tx.query(
                        "select * from installations where project_id = ? and connection_id = ?",
                        Installations::read,
                        project.number(),
                        connection));
    }

    /// Removes an installation; its datasets are removed by the caller.
    public void delete(Tx tx, Installation installation) {
        tx.update(
                "delete from installations where project_id = ? and group_id = ? and id = ?",
                installation.group().projectNumber(),
                installation.group().number(),
                installation.id());
        tell(tx, installation, Notification.Type.INSTALLATION_DELETED, null);
    }

    /// Tells of an installation with its config, and with the one before it where that changed; of
    /// configs that would not fit into a message, only that there are.
    private void tell(
            Tx tx,
            Installation installation,
            Notification.Type type,
            @Nullable ObjectNode lastConfig) {
        ObjectNode data = Json.object();
        data.put("installationId", installation.id().toString());
        data.put("integrationId", installation.integration().toString());
        data.put("connectionId", installation.connection().toString());
        put(data, "config", installation.config().content());
        if (lastConfig != null) put(data, "lastConfig", lastConfig);
        notifications.notify(tx, installation.group(), type, data);
    }

    private static void put(ObjectNode data, String name, ObjectNode config) {
        if (Json.bytes(config).length <= LARGEST_CONFIG) data.set(name, config);
        else data.put(name + "Omitted", true);
    }

    private Installed inForce(Tx tx, Installation installation) {
        return inForce(tx, List.of(installation)).getFirst();
    }

    /// Asks once for each integration, however many installations it has.
    private List<Installed> inForce(Tx tx, List<Installation> installations) {
        var revisions = new HashMap<UUID, DeployedRevision>();
        var inForce = new ArrayList<Installed>(installations.size());
        for (Installation each : installations) {
            DeployedRevision revision =
                    revisions.computeIfAbsent(
                            each.integration(),
                            id -> integrations.get(tx, each.group().project(), id.toString()));
            inForce.add(new Installed(each, revision, effective(revision, each)));
        }
        return List.copyOf(inForce);
    }

    private static EffectiveConfig effective(DeployedRevision revision, Installation installation) {
        InstallationConfig config = ConfigJson.read(installation.config().content()).config();
        return EffectiveConfig.merge(
                revision.content(), config == null ? InstallationConfig.EMPTY : config);
    }

    /// What would be in force with this config, without storing anything.
    ///
    /// @throws Refusal what is wrong with the config
    public static EffectiveConfig preview(DeployedRevision revision, ObjectNode content) {
        return check(revision, content);
    }

    private static EffectiveConfig check(DeployedRevision revision, ObjectNode content) {
        InstallationConfig config = ConfigJson.read(content).orRefuse();
        EffectiveConfig merged = EffectiveConfig.merge(revision.content(), config);
        var errors =
                merged.findings().stream()
                        .filter(Finding::isError)
                        .map(Finding::diagnostic)
                        .toList();
        if (!errors.isEmpty()) throw new Refusal(Refusal.Kind.INVALID, errors);
        return merged;
    }

    private static Installation read(Row row) throws SQLException {
        return new Installation(
                new GroupId(new ProjectId(row.integer("project_id")), row.number("group_id")),
                row.uuid("id"),
                row.uuid("integration_id"),
                row.uuid("connection_id"),
                new Installation.Config(
                        row.uuid("config_id"),
                        row.text("created_by"),
                        Json.parseObject(row.text("config"))),
                row.truth("paused"),
                new Installation.Times(row.instant("created_at"), row.instant("updated_at")));
    }

    /// What is to be installed.
    ///
    /// @param createdBy who says so, for people
    public record Draft(UUID connection, String createdBy, ObjectNode content) {}
}
