package dev.tenon.server.tenant;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A project's customers and their people. They come into being when they are first named. Safe for
/// use by many threads.
public final class Groups {
    private final InstantSource clock;

    public Groups(InstantSource clock) {
        this.clock = clock;
    }

    /// The group with this ref, made now if need be; a name that is given replaces the old one.
    public Group ensure(Tx tx, ProjectId project, String ref, @Nullable String name) {
        return tx.one(
                """
                insert into groups (project_id, group_ref, group_name, created_at)
                values (?, ?, ?, ?)
                on conflict (project_id, group_ref)
                do update set group_name = coalesce(?::text, groups.group_name) returning *\
                """,
                Groups::readGroup,
                project.number(),
                ref,
                name == null ? ref : name,
                clock.instant(),
                name);
    }

    /// The group with this ref.
    public Optional<Group> find(Tx tx, ProjectId project, String ref) {
        return tx.first(
                "select * from groups where project_id = ? and group_ref = ?",
                Groups::readGroup,
                project.number(),
                ref);
    }

    /// A group by its number.
    public Group get(Tx tx, GroupId group) {
        return tx.one(
                "select * from groups where project_id = ? and group_id = ?",
                Groups::readGroup,
                group.projectNumber(),
                group.number());
    }

    /// Groups of a project by their numbers.
    public List<Group> get(Tx tx, ProjectId project, Collection<GroupId> groups) {
        return tx.query(
                "select * from groups where project_id = ? and group_id = any(?)",
                Groups::readGroup,
                project.number(),
                GroupId.numbers(groups));
    }

    /// All groups of a project, by ref.
    public List<Group> all(Tx tx, ProjectId project) {
        return tx.query(
                "select * from groups where project_id = ? order by group_ref",
                Groups::readGroup,
                project.number());
    }

    /// The consumer with this ref, made now if need be.
    public Consumer ensureConsumer(Tx tx, GroupId group, String ref, @Nullable String name) {
        return tx.one(
                """
                insert into consumers (project_id, group_id, consumer_ref, consumer_name, created_at)
                values (?, ?, ?, ?, ?)
                on conflict (project_id, group_id, consumer_ref)
                do update set consumer_name = coalesce(?::text, consumers.consumer_name)
                returning *\
                """,
                Groups::readConsumer,
                group.projectNumber(),
                group.number(),
                ref,
                name == null ? ref : name,
                clock.instant(),
                name);
    }

    /// The consumer with this ref.
    public Optional<Consumer> consumer(Tx tx, GroupId group, String ref) {
        return tx.first(
                """
                select * from consumers
                where project_id = ? and group_id = ? and consumer_ref = ?\
                """,
                Groups::readConsumer,
                group.projectNumber(),
                group.number(),
                ref);
    }

    /// A consumer by number.
    public Optional<Consumer> consumer(Tx tx, GroupId group, long number) {
        return tx.first(
                """
                select * from consumers
                where project_id = ? and group_id = ? and consumer_id = ?\
                """,
                Groups::readConsumer,
                group.projectNumber(),
                group.number(),
                number);
    }

    /// The consumers of groups of a project.
    public List<Consumer> consumers(Tx tx, ProjectId project, Collection<GroupId> groups) {
        return tx.query(
                "select * from consumers where project_id = ? and group_id = any(?)",
                Groups::readConsumer,
                project.number(),
                GroupId.numbers(groups));
    }

    private static Group readGroup(Row row) throws SQLException {
        return new Group(
                new GroupId(new ProjectId(row.integer("project_id")), row.number("group_id")),
                row.text("group_ref"),
                row.text("group_name"),
                row.instant("created_at"));
    }

    private static Consumer readConsumer(Row row) throws SQLException {
        return new Consumer(
                new GroupId(new ProjectId(row.integer("project_id")), row.number("group_id")),
                row.number("consumer_id"),
                row.text("consumer_ref"),
                row.text("consumer_name"),
                row.instant("created_at"));
    }
}
