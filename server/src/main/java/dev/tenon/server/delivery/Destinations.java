package dev.tenon.server.delivery;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.SealedColumn;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ProjectId;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The destinations of a project; their signing keys and headers are sealed. Safe for use by many
/// threads.
public final class Destinations {
    private final Seal seal;
    private final Egress egress;
    private final Outbox outbox;
    private final TimeId ids;
    private final SecureRandom random;
    private final InstantSource clock;

    public Destinations(
            Seal seal,
            Egress egress,
            Outbox outbox,
            TimeId ids,
            SecureRandom random,
            InstantSource clock) {
        this.seal = seal;
        this.egress = egress;
        this.outbox = outbox;
        this.ids = ids;
        this.random = random;
        this.clock = clock;
    }

    /// Makes a webhook destination with a signing key of its own.
    ///
    /// @throws Refusal `destination.exists`, or `net.url-refused`
    public Destination create(
            Tx tx, ProjectId project, String name, String url, Map<String, String> headers) {
        check(url);
        checkFree(tx, project, name);
        var made =
                new Destination(
                        project,
                        ids.next(),
                        name,
                        url,
                        headers,
                        List.of(newKey()),
                        new Destination.Health(true, null),
                        new Destination.Times(clock.instant(), clock.instant()));
        return save(tx, made);
    }

    /// Changes a destination; switches one that was off on again, and lets what waits be sent at
    /// once.
    ///
    /// @throws Refusal `destination.exists`, or `net.url-refused`
    public Destination change(
            Tx tx, Destination before, String name, String url, Map<String, String> headers) {
        check(url);
        if (!before.name().equals(name)) checkFree(tx, before.project(), name);
        tx.update(
                """
                update feeds set next_attempt_at = null
                where project_id = ? and destination_id = ?\
                """,
                before.project().number(),
                before.id());
        outbox.resume(tx, before.project(), before.id());
        return save(
                tx,
                new Destination(
                        before.project(),
                        before.id(),
                        name,
                        url,
                        headers,
                        before.keys(),
                        new Destination.Health(true, null),
                        before.times()));
    }

    /// Gives a destination a new signing key; the old one signs beside it until the next rotation.
    public Destination rotate(Tx tx, Destination before) {
        var keys = new ArrayList<Secret>();
        keys.add(newKey());
        keys.add(before.keys().getFirst());
        return save(
                tx,
                new Destination(
                        before.project(),
                        before.id(),
                        before.name(),
                        before.url(),
                        before.headers(),
                        keys,
                        before.health(),
                        before.times()));
    }

    /// One destination, by its name or its id.
    public Optional<Destination> find(Tx tx, ProjectId project, String nameOrId) {
        return tx.first(
                "select * from destinations where project_id = ? and (name = ? or id::text = ?)",
                row -> read(tx, row),
                project.number(),
                nameOrId,
                nameOrId);
    }

    /// All destinations of a project, by name.
    public List<Destination> all(Tx tx, ProjectId project) {
        return tx.query(
                "select * from destinations where project_id = ? order by name",
                row -> read(tx, row),
                project.number());
    }

    /// Removes a destination; what was not delivered stays in the store.
    public void delete(Tx tx, Destination destination) {
        int project = destination.project().number();
        outbox.drop(tx, destination.project(), destination.id());
        tx.update(
                "delete from feeds where project_id = ? and destination_id = ?",
                project,
                destination.id());
        tx.update(
                "delete from destinations where project_id = ? and id = ?",
                project,
                destination.id());
    }

    /// Notes whether messages arrive. After five days of failures the destination is switched off.
    ///
    /// @return whether it was switched off now
    boolean note(Tx tx, Destination destination, boolean arrived, Instant offBefore) {
        if (arrived && destination.health().failingSince() == null) return false;
        tx.update(
                """
                update destinations set
                  failing_since = case when ? then null else coalesce(failing_since, ?) end
                where project_id = ? and id = ?\
                """,
                arrived,
                clock.instant(),
                destination.project().number(),
                destination.id());
        return tx.update(
                        """
                        update destinations set status = 'off'
                        where project_id = ? and id = ? and status = 'on' and failing_since < ?\
                        """,
                        destination.project().number(),
                        destination.id(),
                        offBefore)
                == 1;
    }

    private Destination save(Tx tx, Destination destination) {
        int project = destination.project().number();
        ObjectNode secrets = Json.object();
        secrets.set("keys", Json.array(destination.keys().stream().map(Secret::reveal).toList()));
        secrets.set("headers", Json.object(destination.headers()));
        byte[] sealed =
                seal.seal(tx, project, owner(destination.id()), new Secret(Json.text(secrets)));
        tx.update(
                """
                insert into destinations (project_id, id, name, type, metadata, secrets, status,
                  failing_since, created_at, updated_at)
                values (?, ?, ?, 'webhook', ?::jsonb, ?, ?, ?, ?, ?)
                on conflict (project_id, id) do update set name = excluded.name,
                  metadata = excluded.metadata, secrets = excluded.secrets,
                  status = excluded.status, failing_since = excluded.failing_since,
                  updated_at = excluded.updated_at\
                """,
                project,
                destination.id(),
                destination.name(),
                Json.text(Json.object().put("url", destination.url())),
                sealed,
                destination.health().active() ? "on" : "off",
                destination.health().failingSince(),
                destination.times().createdAt(),
                clock.instant());
        return destination;
    }

    private void checkFree(Tx tx, ProjectId project, String name) {
        if (find(tx, project, name).isPresent()) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "destination.exists",
                    "There is already a destination \"" + name + "\".",
                    "body.name",
                    "Choose another name, or change that one with PATCH.");
        }
    }

    private void check(String url) {
        try {
            egress.check(URI.create(url));
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "destination.bad-url",
                    "\"" + url + "\" is no URL.",
                    "body.metadata.url",
                    "Give the https URL of your webhook.");
        }
    }

    private Secret newKey() {
        byte[] key = new byte[24];
        random.nextBytes(key);
        return new Secret("whsec_" + Base64.getEncoder().encodeToString(key));
    }

    private Destination read(Tx tx, Row row) throws SQLException {
        var project = new ProjectId(row.integer("project_id"));
        UUID id = row.uuid("id");
        JsonNode secrets =
                Json.parse(
                        seal.open(tx, project.number(), owner(id), row.bytes("secrets")).reveal());
        @Nullable Instant failingSince = row.instantOrNull("failing_since");
        return new Destination(
                project,
                id,
                row.text("name"),
                Json.text(Json.parse(row.text("metadata")), "url", ""),
                Json.map(secrets, "headers"),
                Json.texts(secrets, "keys").stream().map(Secret::new).toList(),
                new Destination.Health(row.text("status").equals("on"), failingSince),
                new Destination.Times(row.instant("created_at"), row.instant("updated_at")));
    }

    /// What is stored sealed.
    public static SealedColumn sealed() {
        return new SealedColumn("destinations", "secrets", "id", id -> "destination/" + id);
    }

    private static String owner(UUID id) {
        return "destination/" + id;
    }
}
