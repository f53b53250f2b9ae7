package dev.tenon.server.tenant;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.digest.Sha256;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The keys of a project. Only a hash is kept; the key itself is shown once, when it is made. A key
/// has 256 random bits, so that a plain hash is enough. Safe for use by many threads.
public final class ApiKeys {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}");

    private final SecureRandom random;
    private final InstantSource clock;

    public ApiKeys(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /// Makes a key with the server's usual limit.
    public Issued issue(Tx tx, ProjectId project, String label, Set<Scope> scopes) {
        return issue(tx, project, new Draft(label, scopes, null));
    }

    /// Makes a key.
    public Issued issue(Tx tx, ProjectId project, Draft draft) {
        byte[] name = new byte[8];
        byte[] secret = new byte[32];
        random.nextBytes(name);
        random.nextBytes(secret);
        String id = HexFormat.of().formatHex(name);
        String key =
                "tnn_" + id + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        ApiKey made =
                tx.one(
                        """
                        insert into api_keys
                          (project_id, id, hash, label, scopes, active, rate_limit, created_at)
                        values (?, ?, ?, ?, ?, true, ?, ?) returning *\
                        """,
                        ApiKeys::read,
                        project.number(),
                        id,
                        Sha256.of(key),
                        draft.label(),
                        draft.scopes().stream().map(Scope::wireName).toArray(String[]::new),
                        draft.rateLimit(),
                        clock.instant());
        return new Issued(made, key);
    }

    /// Whether a text looks like a key. What does not need not be looked up.
    public static boolean isKey(String text) {
        String[] parts = text.split("_", 3);
        return parts.length == 3 && parts[0].equals("tnn") && ID.matcher(parts[1]).matches();
    }

    /// Whose key this is, if it is an active one.
    public Optional<ApiKey> authenticate(Tx tx, String key) {
        String[] parts = key.split("_", 3);
        if (!isKey(key)) return Optional.empty();
        return tx.first(
                        "select *, hash from api_keys where id = ? and active",
                        row -> new Stored(read(row), row.bytes("hash")),
                        parts[1])
                .filter(stored -> MessageDigest.isEqual(stored.hash(), Sha256.of(key)))
                .map(Stored::key);
    }

    /// A key by its id, if it is an active one.
    public Optional<ApiKey> active(Tx tx, ProjectId project, String id) {
        return tx.first(
                "select * from api_keys where project_id = ? and id = ? and active",
                ApiKeys::read,
                project.number(),
                id);
    }

    /// All keys of a project, oldest first.
    public List<ApiKey> all(Tx tx, ProjectId project) {
        return tx.query(
                "select * from api_keys where project_id = ? order by created_at, id",
                ApiKeys::read,
                project.number());
    }

    /// Changes a key's label and limit, or switches it off and on. Its scopes stay.
    public Optional<ApiKey> change(
            Tx tx, ProjectId project, String id, Draft draft, boolean active) {
        return tx.first(
                """
                update api_keys set label = ?, active = ?, rate_limit = ?
                where project_id = ? and id = ? returning *\
                """,
                ApiKeys::read,
                draft.label(),
                active,
                draft.rateLimit(),
                project.number(),
                id);
    }

    /// Whether there was such a key.
    public boolean delete(Tx tx, ProjectId project, String id) {
        return tx.update(
                        "delete from api_keys where project_id = ? and id = ?",
                        project.number(),
                        id)
                == 1;
    }

    /// The id in a key, or the argument when it is an id already.
    public static String idOf(String keyOrId) {
        String[] parts = keyOrId.split("_", 3);
        return parts.length == 3 ? parts[1] : keyOrId;
    }

    private static ApiKey read(Row row) throws SQLException {
        return new ApiKey(
                new ProjectId(row.integer("project_id")),
                row.text("id"),
                row.text("label"),
                row.texts("scopes").stream().map(Scope::parse).collect(Collectors.toSet()),
                row.truth("active"),
                row.decimalOrNull("rate_limit") == null ? null : row.integer("rate_limit"),
                row.instant("created_at"));
    }

    private record Stored(ApiKey key, byte[] hash) {}

    /// What a team says of a key.
    ///
    /// @param rateLimit requests a second; null for the server's usual limit
    public record Draft(String label, Set<Scope> scopes, @Nullable Integer rateLimit) {
        /// The most that can be asked for.
        public static final int MOST_REQUESTS = 100_000;

        /// Copies its set.
        ///
        /// @throws Refusal `key.bad-rate`
        public Draft {
            scopes = Set.copyOf(scopes);
            if (rateLimit != null && (rateLimit < 1 || rateLimit > MOST_REQUESTS)) {
                throw new Refusal(
                        Refusal.Kind.INVALID,
                        "key.bad-rate",
                        "A key cannot be limited to " + rateLimit + " requests a second.",
                        "body.rateLimit",
                        "Give a whole number from 1 to "
                                + MOST_REQUESTS
                                + ", or null for the server's usual limit.");
            }
        }
    }

    /// A key without its secret.
    ///
    /// @param rateLimit requests a second; null for the server's usual limit
    public record ApiKey(
            ProjectId project,
            String id,
            String label,
            Set<Scope> scopes,
            boolean active,
            @Nullable Integer rateLimit,
            Instant createdAt) {
        /// Copies its set.
        public ApiKey {
            scopes = Set.copyOf(scopes);
        }
    }

    /// A key as it was made, with the only sight of its secret.
    public record Issued(ApiKey apiKey, String secret) {
        @Override
        public String toString() {
            return "Issued(" + apiKey.id() + ", ***)";
        }
    }
}
