package dev.tenon.server.tenant;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The projects of this server. Safe for use by many threads.
public final class Projects {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    private final TimeId ids;
    private final InstantSource clock;

    public Projects(TimeId ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes a project. Its data key and its partition of the store are made by the caller, in the
    /// same transaction.
    ///
    /// @throws Refusal `project.bad-name` or `project.exists`
    public Project create(Tx tx, String name, String appName, String orgId) {
        checkName(name);
        checkFree(tx, name);
        return tx.one(
                """
                insert into projects (id, name, app_name, org_id, created_at, updated_at)
                values (?, ?, ?, ?, ?, ?) returning *\
                """,
                Projects::read,
                ids.next(),
                name,
                appName,
                orgId,
                clock.instant(),
                clock.instant());
    }

    /// A project by its name or its id.
    public Optional<Project> find(Tx tx, String nameOrId) {
        return tx.first(
                "select * from projects where name = ? or id::text = ?",
                Projects::read,
                nameOrId,
                nameOrId);
    }

    /// A project by its number.
    public Project get(Tx tx, ProjectId project) {
        return tx.one(
                "select * from projects where project_id = ?", Projects::read, project.number());
    }

    /// A project by its number, as nobody else changes it until the transaction ends.
    public Project lock(Tx tx, ProjectId project) {
        return tx.one(
                "select * from projects where project_id = ? for update",
                Projects::read,
                project.number());
    }

    /// All projects, by name.
    public List<Project> all(Tx tx) {
        return tx.query("select * from projects order by name", Projects::read);
    }

    /// The projects that pages of some origin may call.
    public List<Project> openToPages(Tx tx) {
        return tx.query("select * from projects where allowed_origins <> '{}'", Projects::read);
    }

    /// Changes what people call a project, and whose pages may call it.
    ///
    /// @throws Refusal `project.bad-name` or `project.exists`
    public Project change(Tx tx, ProjectId project, Draft draft) {
        checkName(draft.name());
        if (!get(tx, project).name().equals(draft.name())) checkFree(tx, draft.name());
        return tx.one(
                """
                update projects set name = ?, app_name = ?, allowed_origins = ?, updated_at = ?
                where project_id = ? returning *\
                """,
                Projects::read,
                draft.name(),
                draft.appName(),
                draft.origins().patterns().toArray(String[]::new),
                clock.instant(),
                project.number());
    }

    private static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "project.bad-name",
                    "\"" + name + "\" cannot be the name of a project.",
                    "body.name",
                    "Use up to 63 lower-case letters, digits, - and _, beginning with a letter or"
                            + " digit.");
        }
    }

    private void checkFree(Tx tx, String name) {
        if (find(tx, name).isPresent()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "project.exists",
                    "There is already a project \"" + name + "\".",
                    "body.name",
                    "Choose another name, or use that project.");
        }
    }

    private static Project read(Row row) throws SQLException {
        UUID id = row.uuid("id");
        return new Project(
                new ProjectId(row.integer("project_id")),
                id,
                row.text("name"),
                row.text("app_name"),
                row.text("org_id"),
                new AllowedOrigins(row.texts("allowed_origins")),
                row.instant("created_at"),
                row.instant("updated_at"));
    }

    /// What of a project can be changed.
    public record Draft(String name, String appName, AllowedOrigins origins) {}
}
