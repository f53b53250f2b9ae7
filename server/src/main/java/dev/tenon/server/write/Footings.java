package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveWrite;
import dev.tenon.format.Nearest;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.install.InstalledNames;
import dev.tenon.server.recent.Recent;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.server.write.Footing.Stamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Finds what requests are checked against, and remembers it, so that most are checked without a
/// statement. The transaction that stores a request compares the versions of the rows: what has
/// changed since is never written by. Safe for use by many threads.
final class Footings {
    private static final int REMEMBERED = 300;

    /// What is remembered longer is put together anew, so that an old schema is asked for again.
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Db db;
    private final InstalledNames names;
    private final Installations installations;
    private final Connections connections;
    private final InstantSource clock;
    private final Recent<Asked, Known> recent = new Recent<>(REMEMBERED);

    Footings(
            Db db,
            InstalledNames names,
            Installations installations,
            Connections connections,
            InstantSource clock) {
        this.db = db;
        this.names = names;
        this.installations = installations;
        this.connections = connections;
        this.clock = clock;
    }

    /// What was found before for such a request; null for none.
    @Nullable Footing known(WriteRequest request) {
        Known known = recent.get(asked(request));
        return known == null || known.until().isBefore(clock.instant()) ? null : known.footing();
    }

    void remember(WriteRequest request, Footing footing, Footing.Seen seen) {
        if (footing.stamp().versions().isEmpty()) return;
        Instant until = clock.instant().plus(LONGEST);
        recent.put(asked(request), new Known(footing.with(seen), until));
    }

    private static Asked asked(WriteRequest request) {
        return new Asked(request.whose(), request.object());
    }

    /// What the database has now, without a schema.
    ///
    /// @throws Refusal that there is no such integration, installation, object or connection
    Footing find(WriteRequest request) {
        WriteRequest.Whose whose = request.whose();
        return db.inTransaction(whose.project().number(), tx -> find(tx, request));
    }

    /// The stamp is taken before what it is of: what changes in between is noticed later.
    private Footing find(Tx tx, WriteRequest request) {
        WriteRequest.Whose whose = request.whose();
        ProjectId project = whose.project();
        Installed seen = names.get(tx, project, whose.integration(), whose.groupRef());
        var key =
                new WriteKey(
                        seen.installation().group(),
                        seen.installation().id(),
                        write(seen, request.object()).objectName());
        UUID integration = seen.revision().integration();
        UUID connection = seen.installation().connection();
        Stamp stamp = stamped(tx, new Stamp(key, integration, connection, ""));
        Installed now = installations.find(tx, project, key.installation()).orElse(seen);
        return new Footing(now, connection(tx, now), stamp, null);
    }

    private Connection connection(Tx tx, Installed installed) {
        var installation = installed.installation();
        return connections
                .find(tx, installation.group().project(), installation.connection())
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "write.no-connection",
                                "The installation's connection was deleted.",
                                "body.groupRef",
                                "Have the customer connect again."));
    }

    /// What an installation may do to an object.
    ///
    /// @throws Refusal `write.unknown-object`
    static EffectiveWrite write(Installed installed, String object) {
        EffectiveWrite write = installed.config().write(object);
        if (write != null) return write;
        List<String> names =
                installed.config().writes().values().stream()
                        .flatMap(each -> each.names().stream())
                        .distinct()
                        .toList();
        throw new Refusal(
                Refusal.Kind.NOT_FOUND,
                "write.unknown-object",
                "The installation does not write \"" + object + "\".",
                "object",
                Nearest.advice(
                        object,
                        names,
                        "Add the object under write.objects in the manifest, and in the"
                                + " installation's config if that lists its write objects."));
    }

    /// Which of these hold now.
    Set<Stamp> holding(Tx tx, Collection<Stamp> stamps) {
        return new HashSet<>(stamped(tx, stamps));
    }

    private static Stamp stamped(Tx tx, Stamp stamp) {
        return stamped(tx, List.of(stamp)).stream().findFirst().orElse(stamp);
    }

    /// The same with the versions of now, without those of which a row is gone.
    private static List<Stamp> stamped(Tx tx, Collection<Stamp> stamps) {
        if (stamps.isEmpty()) return List.of();
        List<Stamp> asked = List.copyOf(stamps);
        ProjectId project = asked.getFirst().key().group().project();
        return tx.query(
                """
                select place, concat_ws(' ', n.xmin, i.xmin, c.xmin, s.xmin) as versions
                from unnest(?::bigint[], ?::uuid[], ?::uuid[], ?::uuid[], ?::text[]) with ordinality
                  as asked(group_id, installation, integration, connection, object, place)
                join installations n on n.project_id = ? and n.group_id = asked.group_id
                  and n.id = asked.installation
                join integrations i on i.project_id = n.project_id and i.id = asked.integration
                join connections c on c.project_id = n.project_id and c.group_id = n.group_id
                  and c.id = asked.connection
                left join schemas s on s.project_id = n.project_id and s.group_id = n.group_id
                  and s.connection_id = c.id and s.object_name = asked.object\
                """,
                row -> {
                    Stamp stamp = asked.get(row.integer("place") - 1);
                    return new Stamp(
                            stamp.key(),
                            stamp.integration(),
                            stamp.connection(),
                            row.text("versions"));
                },
                asked.stream().map(each -> each.key().group().number()).toArray(Long[]::new),
                asked.stream().map(each -> each.key().installation()).toArray(UUID[]::new),
                asked.stream().map(Stamp::integration).toArray(UUID[]::new),
                asked.stream().map(Stamp::connection).toArray(UUID[]::new),
                asked.stream().map(Stamp::object).toArray(String[]::new),
                project.number());
    }

    private record Asked(WriteRequest.Whose whose, String object) {}

    private record Known(Footing footing, Instant until) {}
}
