package dev.tenon.server.vault;

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
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The provider apps of a project; their secrets are sealed. Safe for use by many threads.
public final class ProviderApps {
    private final Seal seal;
    private final Egress egress;
    private final TimeId ids;
    private final InstantSource clock;

    public ProviderApps(Seal seal, Egress egress, TimeId ids, InstantSource clock) {
        this.seal = seal;
        this.egress = egress;
        this.ids = ids;
        this.clock = clock;
    }

    /// Registers an app, or replaces the one with the same provider and external ref.
    ///
    /// @throws Refusal `provider-app.hosts-refused` when hosts are given and private addresses are
    ///   not permitted
    public ProviderApp save(Tx tx, ProjectId project, Draft draft) {
        check(draft.settings());
        UUID id =
                tx.first(
                                """
                                select id from provider_apps
                                where project_id = ? and provider = ? and external_ref = ?\
                                """,
                                row -> row.uuid("id"),
                                project.number(),
                                draft.provider(),
                                draft.externalRef())
                        .orElseGet(ids::next);
        byte[] secret = seal.seal(tx, project.number(), owner(id), draft.client().secret());
        return tx.one(
                """
                insert into provider_apps
                  (project_id, id, provider, client_id, client_secret, scopes, external_ref, metadata,
                   created_at, updated_at)
                values (?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
                on conflict (project_id, id) do update set
                  client_id = excluded.client_id, client_secret = excluded.client_secret,
                  scopes = excluded.scopes, metadata = excluded.metadata,
                  updated_at = excluded.updated_at
                returning *\
                """,
                row -> read(tx, row),
                project.number(),
                id,
                draft.provider(),
                draft.client().id(),
                secret,
                draft.scopes().toArray(String[]::new),
                draft.externalRef(),
                Json.text(json(draft.settings())),
                clock.instant(),
                clock.instant());
    }

    /// Changes an app.
    ///
    /// @throws Refusal `provider-app.hosts-refused` as for a new one, `provider-app.exists` when
    ///   another app of the provider has the external ref
    public ProviderApp change(Tx tx, ProviderApp before, Draft draft) {
        check(draft.settings());
        boolean isTaken =
                tx.first(
                                """
                                select id from provider_apps
                                where project_id = ? and provider = ? and external_ref = ? and id <> ?\
                                """,
                                row -> row.uuid("id"),
                                before.project().number(),
                                before.provider(),
                                draft.externalRef(),
                                before.id())
                        .isPresent();
        if (isTaken) throw taken(draft.externalRef());
        int project = before.project().number();
        byte[] secret = seal.seal(tx, project, owner(before.id()), draft.client().secret());
        return tx.one(
                """
                update provider_apps
                set client_id = ?, client_secret = ?, scopes = ?, external_ref = ?,
                  metadata = ?::jsonb, updated_at = ?
                where project_id = ? and id = ? returning *\
                """,
                row -> read(tx, row),
                draft.client().id(),
                secret,
                draft.scopes().toArray(String[]::new),
                draft.externalRef(),
                Json.text(json(draft.settings())),
                clock.instant(),
                project,
                before.id());
    }

    private static Refusal taken(String externalRef) {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "provider-app.exists",
                "Another app of this provider has the external ref \"" + externalRef + "\".",
                "body.providerApp.externalRef",
                "Choose another one, or delete that app.");
    }

    /// One app.
    public Optional<ProviderApp> find(Tx tx, ProjectId project, UUID id) {
        return tx.first(
                "select * from provider_apps where project_id = ? and id = ?",
                row -> read(tx, row),
                project.number(),
                id);
    }

    /// The app to use for a provider when none is named: the oldest.
    public Optional<ProviderApp> forProvider(Tx tx, ProjectId project, String provider) {
        return tx.first(
                """
                select * from provider_apps where project_id = ? and provider = ?
                order by created_at, id limit 1\
                """,
                row -> read(tx, row),
                project.number(),
                provider);
    }

    /// All apps of a project.
    public List<ProviderApp> all(Tx tx, ProjectId project) {
        return tx.query(
                "select * from provider_apps where project_id = ? order by created_at, id",
                row -> read(tx, row),
                project.number());
    }

    /// Whether there was such an app.
    public boolean delete(Tx tx, ProjectId project, UUID id) {
        return tx.update(
                        "delete from provider_apps where project_id = ? and id = ?",
                        project.number(),
                        id)
                == 1;
    }

    /// The settings in the form of the API.
    public static ObjectNode json(ProviderApp.Settings settings) {
        ObjectNode json = Json.object();
        json.set("authQueryParams", Json.object(settings.authQuery()));
        json.set("providerParams", Json.object(settings.providerParams()));
        if (!settings.hosts().isEmpty()) json.set("hosts", Json.object(settings.hosts()));
        if (!settings.budgets().isEmpty()) json.set("budgets", AppBudgets.json(settings.budgets()));
        return json;
    }

    /// The settings from the form of the API.
    ///
    /// @throws Refusal `provider-app.bad-budget`
    public static ProviderApp.Settings settings(JsonNode json) {
        return new ProviderApp.Settings(
                Json.map(json, "authQueryParams"),
                Json.map(json, "providerParams"),
                Json.map(json, "hosts"),
                AppBudgets.of(json.path("budgets")));
    }

    private void check(ProviderApp.Settings settings) {
        for (Map.Entry<String, String> host : settings.hosts().entrySet()) {
            if (!egress.allowPrivate()) {
                throw new Refusal(
                        Refusal.Kind.FORBIDDEN,
                        "provider-app.hosts-refused",
                        "This server lets nothing stand in for a provider's hosts.",
                        "body.metadata.hosts",
                        "Leave \"hosts\" out, or start the server with --allow-private-addresses.");
            }
            egress.check(url(host.getValue()));
        }
    }

    private static URI url(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "provider-app.bad-host",
                    "\"" + text + "\" is no URL.",
                    "body.metadata.hosts",
                    "Give the URL of what stands in for the provider, such as http://127.0.0.1:8610.");
        }
    }

    private ProviderApp read(Tx tx, Row row) throws SQLException {
        var project = new ProjectId(row.integer("project_id"));
        UUID id = row.uuid("id");
        Secret secret = seal.open(tx, project.number(), owner(id), row.bytes("client_secret"));
        return new ProviderApp(
                project,
                id,
                row.text("provider"),
                new ProviderApp.Client(row.text("client_id"), secret),
                row.texts("scopes"),
                row.text("external_ref"),
                settings(Json.parse(row.text("metadata"))),
                new ProviderApp.Times(row.instant("created_at"), row.instant("updated_at")));
    }

    /// What is stored sealed.
    public static SealedColumn sealed() {
        return new SealedColumn("provider_apps", "client_secret", "id", id -> "provider-app/" + id);
    }

    private static String owner(UUID id) {
        return "provider-app/" + id;
    }

    /// An app to be saved.
    ///
    /// @param externalRef tells several apps of one provider apart; may be empty
    public record Draft(
            String provider,
            ProviderApp.Client client,
            List<String> scopes,
            String externalRef,
            ProviderApp.Settings settings) {
        /// Copies its list.
        public Draft {
            scopes = List.copyOf(scopes);
        }
    }
}
