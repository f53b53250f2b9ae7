package dev.tenon.server.delivery;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keeps records that are too large for a message, and gives them to whoever has a link that is
/// still good. A link is made anew for every attempt to deliver its message. Safe for use by many
/// threads.
public final class LargeResults {
    /// How long a link is good.
    static final Duration GOOD = Duration.ofMinutes(15);

    /// Longer than a message is tried for.
    private static final Duration KEPT = Duration.ofDays(3);

    private static final String PATH = "/v1/large-results/";
    private static final Pattern NAME =
            Pattern.compile("(\\d{1,9})\\.(\\d{1,18})\\.([0-9a-f-]{36})");

    private final Db db;
    private final Seal seal;
    private final TimeId ids;
    private final URI publicUrl;
    private final InstantSource clock;

    /// @param publicUrl where receivers reach this server
    public LargeResults(Db db, Seal seal, TimeId ids, URI publicUrl, InstantSource clock) {
        this.db = db;
        this.seal = seal;
        this.ids = ids;
        this.publicUrl = publicUrl;
        this.clock = clock;
    }

    UUID put(Tx tx, GroupId group, byte[] result) {
        UUID id = ids.next();
        tx.update(
                """
                insert into large_results (project_id, group_id, id, result, created_at)
                values (?, ?, ?, ?, ?)\
                """,
                group.projectNumber(),
                group.number(),
                id,
                result,
                clock.instant());
        return id;
    }

    /// A link that is good from now on for a quarter of an hour.
    URI link(GroupId group, UUID id) {
        String until = Long.toString(clock.instant().plus(GOOD).getEpochSecond());
        byte[] sealed =
                db.inTransaction(
                        group.projectNumber(),
                        tx ->
                                seal.seal(
                                        tx,
                                        group.projectNumber(),
                                        owner(group, id),
                                        new Secret(until)));
        return publicUrl.resolve(
                PATH
                        + group.projectNumber()
                        + "."
                        + group.number()
                        + "."
                        + id
                        + "?token="
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
    }

    /// What a link leads to: a JSON array of rows.
    ///
    /// @param name the last part of the link's path
    /// @throws Refusal `result.no-such-link`, `result.link-is-over`
    public byte[] get(String name, String token) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) throw noSuchLink();
        var group =
                new GroupId(
                        new ProjectId(Integer.parseInt(matcher.group(1))),
                        Long.parseLong(matcher.group(2)));
        try {
            UUID id = UUID.fromString(matcher.group(3));
            byte[] sealed = Base64.getUrlDecoder().decode(token);
            return db.inTransaction(group.projectNumber(), tx -> get(tx, group, id, sealed))
                    .orElseThrow(LargeResults::noSuchLink);
        } catch (IllegalArgumentException _) {
            throw noSuchLink();
        }
    }

    private Optional<byte[]> get(Tx tx, GroupId group, UUID id, byte[] sealed) {
        Secret until =
                seal.tryOpen(tx, group.projectNumber(), owner(group, id), sealed)
                        .orElseThrow(LargeResults::noSuchLink);
        if (clock.instant().isAfter(Instant.ofEpochSecond(Long.parseLong(until.reveal())))) {
            throw new Refusal(
                    Refusal.Kind.NOT_FOUND,
                    "result.link-is-over",
                    "This link was good for 15 minutes and is over.",
                    "url",
                    "Read the record by GET …/records/{id}, which needs an API key.");
        }
        return tx.first(
                "select result from large_results where project_id = ? and group_id = ? and id = ?",
                row -> row.bytes("result"),
                group.projectNumber(),
                group.number(),
                id);
    }

    /// Forgets what nobody will fetch any more. Run as system.
    public void clean(Tx tx) {
        tx.update("delete from large_results where created_at < ?", clock.instant().minus(KEPT));
    }

    private static String owner(GroupId group, UUID id) {
        return "large-result/" + group.number() + "/" + id;
    }

    private static Refusal noSuchLink() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "result.no-such-link",
                "This link leads to nothing.",
                "url",
                "Use the link of the newest message as it stands there.");
    }
}
