package dev.tenon.server.deploy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Integration;
import dev.tenon.format.ManifestJson;
import dev.tenon.format.Nearest;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The integrations of a project and their revisions. Safe for use by many threads.
public final class Integrations {
    private static final String IN_FORCE =
            """
            select i.project_id, i.id, i.name, i.created_at, i.updated_at, r.id as revision_id,
              r.number, r.spec_version, r.content, r.created_at as revised_at
            from integrations i join revisions r
              on r.project_id = i.project_id and r.integration_id = i.id\
            """;

    private final TimeId ids;
    private final InstantSource clock;

    public Integrations(TimeId ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// All integrations with the revision in force, by name.
    public List<DeployedRevision> all(Tx tx, ProjectId project) {
        return tx.query(
                IN_FORCE
                        + " where i.project_id = ? and r.number = i.revision and not i.retired"
                        + " order by i.name",
                Integrations::read,
                project.number());
    }

    /// One integration with the revision in force, by its name or its id.
    public Optional<DeployedRevision> find(Tx tx, ProjectId project, String nameOrId) {
        return tx.first(
                IN_FORCE
                        + " where i.project_id = ? and r.number = i.revision"
                        + " and (i.name = ? or i.id::text = ?)",
                Integrations::read,
                project.number(),
                nameOrId,
                nameOrId);
    }

    /// One integration that must be there.
    ///
    /// @throws Refusal `integration.unknown` with the nearest names
    public DeployedRevision get(Tx tx, ProjectId project, String nameOrId) {
        return find(tx, project, nameOrId).orElseThrow(() -> unknown(tx, project, nameOrId));
    }

    /// A revision of an integration, by its id or its number.
    public Optional<DeployedRevision> revision(
            Tx tx, DeployedRevision integration, String idOrNumber) {
        return tx.first(
                IN_FORCE
                        + " where i.project_id = ? and i.id = ?"
                        + " and (r.id::text = ? or r.number::text = ?)",
                Integrations::read,
                integration.project().number(),
                integration.integration(),
                idOrNumber,
                idOrNumber);
    }

    /// Puts a new revision in force; makes the integration if need be.
    DeployedRevision put(Tx tx, ProjectId project, Integration content, String actor) {
        UUID integration =
                find(tx, project, content.name())
                        .map(DeployedRevision::integration)
                        .orElseGet(ids::next);
        tx.update(
                """
                insert into integrations
                  (project_id, id, name, provider, revision, created_at, updated_at)
                values (?, ?, ?, ?, 1, ?, ?)
                on conflict (project_id, id) do update set provider = excluded.provider,
                  revision = integrations.revision + 1, retired = false,
                  updated_at = excluded.updated_at\
                """,
                project.number(),
                integration,
                content.name(),
                content.provider(),
                clock.instant(),
                clock.instant());
        tx.update(
                """
                insert into revisions (project_id, integration_id, number, id, spec_version, content,
                  created_by, created_at)
                select project_id, id, revision, ?, '1.0.0', ?::jsonb, ?, ? from integrations
                where project_id = ? and id = ?\
                """,
                ids.next(),
                Json.text(ManifestJson.write(content)),
                actor,
                clock.instant(),
                project.number(),
                integration);
        return find(tx, project, content.name()).orElseThrow();
    }

    /// Takes an integration out of force: its installations rest, and nothing that was read is
    /// erased. Deploying its name again brings it back.
    void retire(Tx tx, DeployedRevision integration) {
        tx.update(
                "update integrations set retired = true, updated_at = ? where project_id = ? and id = ?",
                clock.instant(),
                integration.project().number(),
                integration.integration());
        tx.update(
                "update installations set paused = true where project_id = ? and integration_id = ?",
                integration.project().number(),
                integration.integration());
    }

    /// Removes an integration, its revisions and its installations.
    public void remove(Tx tx, DeployedRevision integration) {
        tx.update(
                "delete from integrations where project_id = ? and id = ?",
                integration.project().number(),
                integration.integration());
    }

    /// How many installations an integration has.
    int installations(Tx tx, DeployedRevision integration) {
        return tx.one(
                """
                select count(*)::int as n from installations
                where project_id = ? and integration_id = ?\
                """,
                row -> row.integer("n"),
                integration.project().number(),
                integration.integration());
    }

    /// Lets one deploy of a project run at a time.
    void lock(Tx tx, ProjectId project) {
        tx.query("select pg_advisory_xact_lock(7202, ?)", _ -> "", project.number());
    }

    private Refusal unknown(Tx tx, ProjectId project, String name) {
        List<String> names = all(tx, project).stream().map(DeployedRevision::name).toList();
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "integration.unknown",
                "The project has no integration \"" + name + "\".",
                "integration",
                Nearest.advice(
                        name,
                        names,
                        "Deploy one, or list them with GET /v1/projects/{p}/integrations."));
    }

    private static DeployedRevision read(Row row) throws SQLException {
        return new DeployedRevision(
                new ProjectId(row.integer("project_id")),
                row.uuid("id"),
                new DeployedRevision.Revision(
                        row.uuid("revision_id"),
                        row.integer("number"),
                        row.text("spec_version"),
                        row.instant("revised_at")),
                ManifestJson.read(Json.parse(row.text("content"))),
                new DeployedRevision.Times(row.instant("created_at"), row.instant("updated_at")));
    }
}
