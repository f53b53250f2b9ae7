package dev.tenon.server.vault;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.seal.MasterKey;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.Silence;
import dev.tenon.server.testing.TestClock;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A project with a provider app and a customer who has signed in. Nodes of one server share its
/// database and its master key and nothing else.
final class Desk implements AutoCloseable {
    /// Joins a transaction and does nothing.
    static final BiConsumer<Tx, Connection> NOTHING_MORE = (_, _) -> {};

    static final ConnectorInfo INFO =
            new ConnectorInfo(
                    "fake",
                    "Fake CRM",
                    "{{instance_url}}",
                    Map.of(
                            "domain",
                            new ConnectorInfo.Setting("Host", "[a-z.]+", "a.example", "a.example")),
                    SignIn.oauth2(
                            SignIn.Consent.oauth2(
                                    "https://{{domain}}/authorize?prompt=login",
                                    List.of("api", "offline")),
                            SignIn.TokenEndpoint.oauth2(
                                    "https://{{domain}}/token",
                                    "https://{{domain}}/revoke",
                                    SignIn.TokenReply.oauth2(
                                            Set.of("instance_url", "id"),
                                            new SignIn.Identity("id", ""),
                                            Duration.ofMinutes(30))),
                            List.of()),
                    List.of(),
                    List.of(),
                    "/");

    final TokenServer provider = new TokenServer();
    final TestClock clock = new TestClock();
    final ProjectId project;
    final GroupId group;
    final Connection connection;

    private final Db db;
    private final Path keys;
    private final Http http = new Http(new Egress(true));
    private final TimeId ids = new TimeId(clock, new SecureRandom());

    Desk(Db db, Path keys) {
        this.db = db;
        this.keys = keys.resolve("master.key");
        this.group = db.asSystem(this::makeGroup);
        this.project = group.project();
        this.connection = get(tx -> signIn(tx, "1", "acme"));
    }

    private GroupId makeGroup(Tx tx) {
        String name = "p" + UUID.randomUUID();
        ProjectId made = new Projects(ids, clock).create(tx, name, name, "org").key();
        seal().createKey(tx, made.number());
        apps().save(
                        tx,
                        made,
                        new ProviderApps.Draft(
                                "fake",
                                new ProviderApp.Client("client", new Secret("client secret")),
                                List.of(),
                                "",
                                new ProviderApp.Settings(
                                        Map.of(),
                                        Map.of("domain", "a.example"),
                                        Map.of("*", provider.url()),
                                        List.of())));
        return new Groups(clock).ensure(tx, made, "acme", null).key();
    }

    <T> T get(Function<Tx, T> work) {
        return db.inTransaction(group.projectNumber(), work);
    }

    /// A node has read the master key for itself.
    Seal seal() {
        return new Seal(MasterKey.load("", keys));
    }

    private ProviderApps apps() {
        return new ProviderApps(seal(), new Egress(true), ids, clock);
    }

    Connections connections() {
        return new Connections(seal(), Silence.of(ids, clock), ids, clock);
    }

    private SignIns.Store store() {
        return new SignIns.Store(
                new SignIns.Apps(apps()),
                new SignInStates(seal(), new SecureRandom(), clock),
                connections(),
                new Groups(clock));
    }

    /// The credentials of one node.
    Credentials node() {
        return new Credentials(db, store(), seal(), new VaultHttp(http, clock), clock);
    }

    /// The sign-ins of one node.
    SignIns signIns() {
        return new SignIns(
                db,
                store(),
                new VaultHttp(http, clock),
                name -> name.equals("fake") ? Optional.of(INFO) : Optional.empty(),
                URI.create("https://tenon.example"),
                clock);
    }

    /// Connects with credentials that are known, at providers of these definitions, for which
    /// `stand` stands in.
    KnownCredentials known(String stand, ConnectorInfo... infos) {
        Function<String, Optional<ConnectorInfo>> providers = providers(infos);
        for (ConnectorInfo info : infos) get(tx -> standIn(tx, info, stand));
        return new KnownCredentials(
                db, store(), new VaultHttp(http, clock), http, providers, clock);
    }

    /// Sign-ins at providers of these definitions.
    SignIns signIns(ConnectorInfo... infos) {
        return new SignIns(
                db,
                store(),
                new VaultHttp(http, clock),
                providers(infos),
                URI.create("https://tenon.example"),
                clock);
    }

    /// Sign-ins that a program takes through.
    CustomSignIns custom(KnownCredentials known, ConnectorInfo... infos) {
        return new CustomSignIns(
                db,
                store(),
                new VaultHttp(http, clock),
                providers(infos),
                known,
                URI.create("https://tenon.example"),
                clock);
    }

    KeepAlive keepAlive(Credentials node, ConnectorInfo... infos) {
        return new KeepAlive(db, connections(), node, providers(infos), clock);
    }

    private static Function<String, Optional<ConnectorInfo>> providers(ConnectorInfo... infos) {
        return name -> Stream.of(infos).filter(info -> info.id().equals(name)).findFirst();
    }

    /// An app that the team has at a provider.
    ProviderApp standIn(Tx tx, ConnectorInfo info, String url) {
        return apps().save(
                        tx,
                        project,
                        new ProviderApps.Draft(
                                info.id(),
                                new ProviderApp.Client("team", new Secret("team secret")),
                                List.of(),
                                "",
                                new ProviderApp.Settings(
                                        Map.of(), Map.of(), Map.of("*", url), List.of())));
    }

    /// Somebody signs in, and gets the tokens with this number, which live for an hour.
    Connection signIn(Tx tx, String number, String groupRef) {
        return save(tx, "access-" + number, "refresh-" + number, groupRef);
    }

    Connection save(Tx tx, String access, @Nullable String refresh, String groupRef) {
        UUID app = apps().all(tx, project()).getFirst().id();
        var account =
                new Connection.Account(
                        "fake",
                        app,
                        "",
                        "",
                        "oauth2/authorizationCode",
                        Map.of("domain", "a.example", "instance_url", "https://eu1.example"));
        var secrets = new HashMap<String, Secret>();
        secrets.put(Credential.ACCESS, new Secret(access));
        if (refresh != null) secrets.put(Credential.REFRESH, new Secret(refresh));
        var life = new Tokens.Life(clock.instant(), clock.instant().plus(Duration.ofHours(1)));
        var fresh = new Connections.Fresh(new Credential(secrets, "api"), life, _ -> null);
        GroupId owner = new Groups(clock).ensure(tx, project(), groupRef, null).key();
        Optional<UUID> known =
                connections().current(tx, owner, null, "fake").stream()
                        .map(Connection::id)
                        .findFirst();
        return connections().save(tx, owner, null, account, fresh, known);
    }

    private ProjectId project() {
        return group.project();
    }

    /// How the connection stands.
    Connection now() {
        return get(tx -> connections().find(tx, project(), connection.id()).orElseThrow());
    }

    /// The tokens have expired.
    Desk expired() {
        clock.advance(Duration.ofHours(2));
        return this;
    }

    @Override
    public void close() {
        http.close();
        provider.close();
    }
}
