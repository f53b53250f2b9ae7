package dev.tenon.server.vault;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.SealedColumn;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The connections of a project. Safe for use by many threads.
public final class Connections {
    private final Seal seal;
    private final Notifications notifications;
    private final TimeId ids;
    private final InstantSource clock;

    public Connections(Seal seal, Notifications notifications, TimeId ids, InstantSource clock) {
        this.seal = seal;
        this.notifications = notifications;
        this.ids = ids;
        this.clock = clock;
    }

    /// Stores a credential. Whoever signs in again to the same account keeps the connection's id,
    /// so that its installations go on with it.
    ///
    /// @param known the connection that it is for, if there is one
    Connection save(
            Tx tx,
            GroupId group,
            @Nullable Long consumer,
            Connection.Account account,
            Fresh fresh,
            Optional<UUID> known) {
        UUID id = known.orElseGet(ids::next);
        byte[] credential =
                seal.seal(tx, group.projectNumber(), owner(id), fresh.credential().sealed());
        Connection saved =
                tx.one(
                        """
                        insert into connections
                          (project_id, group_id, id, consumer_id, provider, provider_app_id, workspace_ref,
                           account_ref, auth_scheme, status, status_reason, metadata, credential,
                           credential_version, expires_at, fresh_until, keep_alive_at, created_at,
                           updated_at)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'created', '', ?::jsonb, ?, 1, ?, ?, ?, ?, ?)
                        on conflict (project_id, group_id, id) do update set
                          provider_app_id = excluded.provider_app_id, workspace_ref = excluded.workspace_ref,
                          account_ref = excluded.account_ref, auth_scheme = excluded.auth_scheme,
                          status = 'created', status_reason = '',
                          metadata = excluded.metadata, credential = excluded.credential,
                          credential_version = connections.credential_version + 1,
                          expires_at = excluded.expires_at, fresh_until = excluded.fresh_until,
                          keep_alive_at = excluded.keep_alive_at, updated_at = excluded.updated_at,
                          refresh_lease_until = null, refresh_lease_holder = null,
                          refresh_unanswered_at = null
                        returning *\
                        """,
                        Connections::read,
                        group.projectNumber(),
                        group.number(),
                        id,
                        consumer,
                        account.provider(),
                        account.app(),
                        account.workspaceRef(),
                        account.ref(),
                        account.authScheme(),
                        Json.text(Json.object(account.metadata())),
                        credential,
                        fresh.life().ends(),
                        fresh.life().freshUntil(),
                        fresh.keepAlive(id),
                        clock.instant(),
                        clock.instant());
        tell(
                tx,
                saved,
                known.isPresent()
                        ? Notification.Type.CONNECTION_UPDATED
                        : Notification.Type.CONNECTION_CREATED);
        return saved;
    }

    /// Changes what is said of a connection.
    Connection describe(
            Tx tx, Connection connection, String workspaceRef, Map<String, String> metadata) {
        Connection changed =
                tx.one(
                        """
                        update connections
                        set workspace_ref = ?, metadata = ?::jsonb, updated_at = ?,
                          credential_version = credential_version + 1
                        where project_id = ? and group_id = ? and id = ? returning *\
                        """,
                        Connections::read,
                        workspaceRef,
                        Json.text(Json.object(metadata)),
                        clock.instant(),
                        connection.group().projectNumber(),
                        connection.group().number(),
                        connection.id());
        tell(tx, changed, Notification.Type.CONNECTION_UPDATED);
        return changed;
    }

    /// A credential that has just come.
    ///
    /// @param when when a connection is renewed though nobody uses it
    record Fresh(Credential credential, Tokens.Life life, Function<UUID, @Nullable Instant> when) {
        @Nullable Instant keepAlive(UUID connection) {
            return when.apply(connection);
        }
    }

    /// Takes connections whose credential is to be kept alive; nobody else gets them before
    /// `again`.
    List<Connection> takeDue(Tx tx, Instant now, Instant again, int most) {
        return tx.query(
                """
                update connections set keep_alive_at = ?
                where (project_id, group_id, id) in
                  (select project_id, group_id, id from connections
                   where keep_alive_at <= ? and status <> 'bad_credentials'
                   order by keep_alive_at limit ? for update skip locked)
                returning *\
                """,
                Connections::read,
                again,
                now,
                most);
    }

    /// One connection.
    public Optional<Connection> find(Tx tx, ProjectId project, UUID id) {
        return tx.first(
                "select * from connections where project_id = ? and id = ?",
                Connections::read,
                project.number(),
                id);
    }

    /// The connections of a group (consumer null) or of one of its people at a provider, newest
    /// first. Until the end of the transaction nobody else gets those of this group so.
    List<Connection> current(Tx tx, GroupId group, @Nullable Long consumer, String provider) {
        tx.one(
                "select pg_advisory_xact_lock(hashtextextended(?, 17)) is null as locked",
                row -> row.truth("locked"),
                "connections/" + group.projectNumber() + "/" + group.number());
        return ofConsumer(tx, group, consumer, provider);
    }

    /// The connections of one of a group's people at a provider, newest first.
    ///
    /// @param consumer null for those of nobody in particular
    List<Connection> ofConsumer(Tx tx, GroupId group, @Nullable Long consumer, String provider) {
        return tx.query(
                """
                select * from connections
                where project_id = ? and group_id = ? and provider = ?
                  and consumer_id is not distinct from ?::bigint
                order by created_at desc, id\
                """,
                Connections::read,
                group.projectNumber(),
                group.number(),
                provider,
                consumer);
    }

    /// The connection an installation of a group uses when none is named.
    public Optional<Connection> ofGroup(Tx tx, GroupId group, String provider) {
        return tx.first(
                """
                select * from connections
                where project_id = ? and group_id = ? and provider = ?
                order by consumer_id nulls first, created_at desc limit 1\
                """,
                Connections::read,
                group.projectNumber(),
                group.number(),
                provider);
    }

    /// All connections of a project, oldest first.
    public List<Connection> all(Tx tx, ProjectId project) {
        return tx.query(
                "select * from connections where project_id = ? order by created_at, id",
                Connections::read,
                project.number());
    }

    /// The connections of groups of a project, oldest first.
    public List<Connection> of(Tx tx, ProjectId project, Collection<GroupId> groups) {
        return tx.query(
                """
                select * from connections where project_id = ? and group_id = any(?)
                order by created_at, id\
                """,
                Connections::read,
                project.number(),
                GroupId.numbers(groups));
    }

    /// Whether there was such a connection.
    public boolean delete(Tx tx, ProjectId project, UUID id) {
        Optional<Connection> gone =
                tx.first(
                        "delete from connections where project_id = ? and id = ? returning *",
                        Connections::read,
                        project.number(),
                        id);
        gone.ifPresent(each -> tell(tx, each, Notification.Type.CONNECTION_DELETED));
        return gone.isPresent();
    }

    /// Notes whether a connection works; says whether that is news. The news that a person must
    /// sign in again are told, once.
    public boolean mark(Tx tx, GroupId group, UUID id, Connection.Status status, String reason) {
        Optional<Connection> marked =
                tx.first(
                        """
                        update connections set status = ?, status_reason = ?, updated_at = ?
                        where project_id = ? and group_id = ? and id = ? and status <> ?
                        returning *\
                        """,
                        Connections::read,
                        status.wireName(),
                        reason,
                        clock.instant(),
                        group.projectNumber(),
                        group.number(),
                        id,
                        status.wireName());
        if (status == Connection.Status.BAD_CREDENTIALS) {
            marked.ifPresent(each -> tell(tx, each, Notification.Type.CONNECTION_ERROR));
        }
        return marked.isPresent();
    }

    /// Tells of a connection; never of its credentials.
    void tell(Tx tx, Connection connection, Notification.Type type) {
        ObjectNode data = Json.object();
        data.put("connectionId", connection.id().toString());
        data.put("provider", connection.provider());
        data.put("providerWorkspaceRef", connection.account().workspaceRef());
        data.put("status", connection.status().wireName());
        if (!connection.statusReason().isEmpty()) {
            data.put("statusReason", connection.statusReason());
        }
        notifications.notify(tx, connection.group(), type, data);
    }

    /// What is stored sealed.
    public static SealedColumn sealed() {
        return new SealedColumn("connections", "credential", "id", id -> "connection/" + id);
    }

    static String owner(UUID id) {
        return "connection/" + id;
    }

    static Connection read(Row row) throws SQLException {
        long consumer = row.number("consumer_id");
        return new Connection(
                new GroupId(new ProjectId(row.integer("project_id")), row.number("group_id")),
                row.uuid("id"),
                consumer == 0 ? null : consumer,
                new Connection.Account(
                        row.text("provider"),
                        row.uuidOrNull("provider_app_id"),
                        row.text("workspace_ref"),
                        row.text("account_ref"),
                        row.text("auth_scheme"),
                        Json.map(Json.parse("{\"m\":" + row.text("metadata") + "}"), "m")),
                Connection.Status.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.text("status_reason"),
                new Connection.Times(row.instant("created_at"), row.instant("updated_at")));
    }
}
