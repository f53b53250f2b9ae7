package dev.tenon.server.operation;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The topics of a project. Safe for use by many threads.
public final class Topics {
    private final TimeId ids;
    private final InstantSource clock;

    public Topics(TimeId ids, InstantSource clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /// Makes a topic that nothing leads to yet.
    ///
    /// @throws Refusal `topic.exists`
    public Topic create(Tx tx, ProjectId project, String name) {
        checkFree(tx, project, name);
        return tx.one(
                """
                insert into topics (project_id, id, name, created_at, updated_at)
                values (?, ?, ?, ?, ?) returning *\
                """,
                Topics::read,
                project.number(),
                ids.next(),
                name,
                clock.instant(),
                clock.instant());
    }

    /// Gives a topic another name.
    ///
    /// @throws Refusal `topic.exists`
    public Topic rename(Tx tx, ProjectId project, Topic topic, String name) {
        if (!name.equals(topic.name())) checkFree(tx, project, name);
        return tx.one(
                """
                update topics set name = ?, updated_at = ?
                where project_id = ? and id = ? returning *\
                """,
                Topics::read,
                name,
                clock.instant(),
                project.number(),
                topic.id());
    }

    /// All topics of a project, by name.
    public List<Topic> all(Tx tx, ProjectId project) {
        return tx.query(
                "select * from topics where project_id = ? order by name",
                Topics::read,
                project.number());
    }

    /// One topic, by its name or its id.
    public Optional<Topic> find(Tx tx, ProjectId project, String nameOrId) {
        return tx.first(
                "select * from topics where project_id = ? and (name = ? or id::text = ?)",
                Topics::read,
                project.number(),
                nameOrId,
                nameOrId);
    }

    /// Takes a topic away, and the routes to and from it.
    public void delete(Tx tx, ProjectId project, UUID topic) {
        tx.update("delete from topics where project_id = ? and id = ?", project.number(), topic);
    }

    private void checkFree(Tx tx, ProjectId project, String name) {
        if (find(tx, project, name).isEmpty()) return;
        throw new Refusal(
                Refusal.Kind.CONFLICT,
                "topic.exists",
                "There is already a topic \"" + name + "\".",
                "body.name",
                "Choose another name, or add routes to that one.");
    }

    private static Topic read(Row row) throws SQLException {
        return new Topic(
                row.uuid("id"),
                row.text("name"),
                row.instant("created_at"),
                row.instant("updated_at"));
    }
}
