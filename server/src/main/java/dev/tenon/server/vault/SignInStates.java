package dev.tenon.server.vault;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.digest.Sha256;
import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.SealedColumn;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ProjectId;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The states of sign-ins under way. Only hashes of state and browser are kept. Safe for use by
/// many threads.
public final class SignInStates {
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Seal seal;
    private final SecureRandom random;
    private final InstantSource clock;

    public SignInStates(Seal seal, SecureRandom random, InstantSource clock) {
        this.seal = seal;
        this.random = random;
        this.clock = clock;
    }

    /// A new random value, for a state or a browser.
    public Secret random() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// A new state.
    ///
    /// @param app the client that the person signs in with; none for one of the customer's own
    Secret create(Tx tx, ProjectId project, Optional<ProviderApp> app, SignIns.Ask ask) {
        Secret state = random();
        int number = project.number();
        byte[] hash = Sha256.of(state.reveal());
        tx.update(
                """
                insert into sign_ins
                  (project_id, state_hash, provider_app_id, connection_id, request, credential, verifier,
                   expires_at)
                values (?, ?, ?, ?, ?::jsonb, ?, ?, ?)\
                """,
                number,
                hash,
                app.map(ProviderApp::id).orElse(null),
                ask.connection(),
                Json.text(json(ask)),
                sealed(tx, number, hash, ask.secrets()),
                seal.seal(tx, number, owner(hash), random()),
                clock.instant().plus(LIFE));
        return state;
    }

    private byte @Nullable [] sealed(Tx tx, int project, byte[] hash, Map<String, Secret> secrets) {
        if (secrets.isEmpty()) return null;
        return seal.seal(tx, project, secretsOwner(hash), new Credential(secrets, "").sealed());
    }

    /// Keeps a request token's secret in the place of the verifier, which OAuth 1 does not have.
    void replaceVerifier(Tx tx, ProjectId project, String state, Secret secret) {
        tx.update(
                "update sign_ins set verifier = ? where project_id = ? and state_hash = ?",
                seal.seal(tx, project.number(), owner(Sha256.of(state)), secret),
                project.number(),
                Sha256.of(state));
    }

    /// Keeps the page that a sign-in began at; one that is known already stays.
    ///
    /// @param page its origin
    public void cameFrom(Tx tx, String state, String page) {
        tx.update(
                """
                update sign_ins set request = jsonb_build_object('page', ?::text) || request
                where state_hash = ?\
                """,
                page,
                Sha256.of(state));
    }

    /// The sign-in with this state, also when it is over.
    public Optional<Begun> begun(Tx tx, String state) {
        return tx.first(
                """
                select project_id, request, used_at is null and expires_at > ? as is_open
                from sign_ins where state_hash = ?\
                """,
                row -> {
                    JsonNode request = Json.parse(row.text("request"));
                    return new Begun(
                            new ProjectId(row.integer("project_id")),
                            Json.required(request, "provider"),
                            Json.required(request, "groupRef"),
                            Json.text(request, "page", ""),
                            row.truth("is_open"));
                },
                clock.instant(),
                Sha256.of(state));
    }

    /// A sign-in that a program takes through, instead of a browser of ours.
    Optional<Pending> session(Tx tx, ProjectId project, String state) {
        return tx.first(
                """
                select * from sign_ins
                where project_id = ? and state_hash = ? and used_at is null and expires_at > ?
                  and browser_hash is null\
                """,
                row -> read(tx, row),
                project.number(),
                Sha256.of(state),
                clock.instant());
    }

    /// Uses a program's sign-in up.
    boolean useSession(Tx tx, ProjectId project, String state) {
        return tx.update(
                        """
                        update sign_ins set used_at = ?
                        where project_id = ? and state_hash = ? and used_at is null\
                        """,
                        clock.instant(),
                        project.number(),
                        Sha256.of(state))
                == 1;
    }

    /// Binds a state to the first browser that opens its link; the same browser may open it again.
    Optional<Pending> bind(Tx tx, String state, Secret browser) {
        return tx.first(
                """
                update sign_ins set browser_hash = ?
                where state_hash = ? and used_at is null and expires_at > ?
                  and (browser_hash is null or browser_hash = ?)
                returning *\
                """,
                row -> read(tx, row),
                Sha256.of(browser.reveal()),
                Sha256.of(state),
                clock.instant(),
                Sha256.of(browser.reveal()));
    }

    /// Uses a state up.
    Optional<Pending> use(Tx tx, String state, Secret browser) {
        return tx.first(
                """
                update sign_ins set used_at = ?
                where state_hash = ? and used_at is null and expires_at > ? and browser_hash = ?
                returning *\
                """,
                row -> read(tx, row),
                clock.instant(),
                Sha256.of(state),
                clock.instant(),
                Sha256.of(browser.reveal()));
    }

    /// Forgets states that can no longer be used.
    public void clean(Tx tx) {
        tx.update("delete from sign_ins where expires_at < ?", clock.instant().minus(LIFE));
    }

    /// The S256 challenge of a verifier (RFC 7636, section 4.2).
    static String challenge(Secret verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(verifier.reveal()));
    }

    private Pending read(Tx tx, Row row) throws SQLException {
        int project = row.integer("project_id");
        byte[] hash = row.bytes("state_hash");
        byte[] sealed = row.bytesOrNull("credential");
        Map<String, Secret> secrets =
                sealed == null
                        ? Map.of()
                        : Credential.of(seal.open(tx, project, secretsOwner(hash), sealed))
                                .secrets();
        return new Pending(
                new ProjectId(project),
                Optional.ofNullable(row.uuidOrNull("provider_app_id")),
                ask(Json.parse(row.text("request")), secrets, row.uuidOrNull("connection_id")),
                seal.open(tx, project, owner(hash), row.bytes("verifier")));
    }

    private static String secretsOwner(byte[] stateHash) {
        return "sign-in-secrets/" + HexFormat.of().formatHex(stateHash);
    }

    /// What is stored sealed. PostgreSQL prints a hash as `\x` and its digits.
    public static SealedColumn sealed() {
        return new SealedColumn(
                "sign_ins", "verifier", "state_hash", hash -> "sign-in/" + hash.substring(2));
    }

    /// The same of what a customer has given.
    public static SealedColumn sealedSecrets() {
        return new SealedColumn(
                "sign_ins",
                "credential",
                "state_hash",
                hash -> "sign-in-secrets/" + hash.substring(2));
    }

    private static String owner(byte[] stateHash) {
        return "sign-in/" + HexFormat.of().formatHex(stateHash);
    }

    private static ObjectNode json(SignIns.Ask ask) {
        ObjectNode json = Json.object();
        json.put("provider", ask.provider());
        json.put("groupRef", ask.group().ref());
        Json.putIfPresent(json, "groupName", ask.group().name());
        ask.consumer()
                .ifPresent(consumer -> {
                    json.put("consumerRef", consumer.ref());
                    Json.putIfPresent(json, "consumerName", consumer.name());
                });
        json.put("workspaceRef", ask.workspaceRef());
        json.set("settings", Json.object(ask.settings()));
        Json.putIfPresent(json, "app", ask.app());
        return json;
    }

    private static SignIns.Ask ask(
            JsonNode json, Map<String, Secret> secrets, @Nullable UUID connection) {
        @Nullable String consumer = Json.textOrNull(json, "consumerRef");
        @Nullable String app = Json.textOrNull(json, "app");
        return new SignIns.Ask(
                Json.required(json, "provider"),
                new SignIns.Named(
                        Json.required(json, "groupRef"), Json.textOrNull(json, "groupName")),
                consumer == null
                        ? Optional.empty()
                        : Optional.of(
                                new SignIns.Named(consumer, Json.textOrNull(json, "consumerName"))),
                Json.text(json, "workspaceRef", ""),
                Json.map(json, "settings"),
                secrets,
                app == null ? null : UUID.fromString(app),
                connection);
    }

    /// A sign-in under way.
    ///
    /// @param app the client it is with; none for one of the customer's own
    record Pending(ProjectId project, Optional<UUID> app, SignIns.Ask ask, Secret verifier) {}
}
