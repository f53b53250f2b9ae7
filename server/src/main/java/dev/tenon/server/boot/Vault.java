package dev.tenon.server.boot;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.server.api.AfterSignIn;
import dev.tenon.server.api.ConnectCalls;
import dev.tenon.server.api.CredentialCalls;
import dev.tenon.server.api.Openers;
import dev.tenon.server.api.ProjectCalls;
import dev.tenon.server.api.ProviderAppCalls;
import dev.tenon.server.api.SignInPages;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.net.Http;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.server.vault.Credentials;
import dev.tenon.server.vault.CustomSignIns;
import dev.tenon.server.vault.KeepAlive;
import dev.tenon.server.vault.KnownCredentials;
import dev.tenon.server.vault.ProviderApps;
import dev.tenon.server.vault.SignInStates;
import dev.tenon.server.vault.SignIns;
import dev.tenon.server.vault.VaultHttp;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.BiPredicate;

/// Builds what signs customers in and keeps their credentials.
final class Vault {
    private final Ground ground;
    private final Groups groups;
    private final Providers providers;
    private final Catalog catalog;
    private final ProviderApps apps;
    private final Connections connections;
    private final SignInStates states;
    private final SignIns signIns;
    private final CredentialCalls.Ways ways;
    private final Credentials credentials;
    private final KeepAlive keepAlive;

    Vault(
            Ground ground,
            Groups groups,
            Notifications notifications,
            Providers providers,
            Catalog catalog) {
        this.ground = ground;
        this.groups = groups;
        this.providers = providers;
        this.catalog = catalog;
        Db db = ground.db();
        Seal seal = ground.seal();
        InstantSource clock = ground.clock();
        apps = new ProviderApps(seal, ground.http().egress(), ground.ids(), clock);
        connections = new Connections(seal, notifications, ground.ids(), clock);
        states = new SignInStates(seal, ground.random(), clock);
        var store = new SignIns.Store(new SignIns.Apps(apps), states, connections, groups);
        var http = new VaultHttp(ground.http(), clock);
        signIns = new SignIns(db, store, http, providers::info, ground.address(), clock);
        var known = new KnownCredentials(db, store, http, ground.http(), providers::info, clock);
        ways =
                new CredentialCalls.Ways(
                        known,
                        new CustomSignIns(
                                db, store, http, providers::info, known, ground.address(), clock));
        credentials = new Credentials(db, store, seal, http, clock);
        keepAlive = new KeepAlive(db, connections, credentials, providers::info, clock);
    }

    ProviderApps apps() {
        return apps;
    }

    Connections connections() {
        return connections;
    }

    SignInStates states() {
        return states;
    }

    Credentials credentials() {
        return credentials;
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    ConnectCalls connectCalls(
            ProjectCalls projectCalls,
            Audit audit,
            AfterSignIn after,
            BiPredicate<Tx, Connection> inUse) {
        return new ConnectCalls(
                ground.db(),
                projectCalls,
                stores(audit, inUse),
                signIns,
                after,
                credentials,
                catalog);
    }

    private ConnectCalls.Stores stores(Audit audit, BiPredicate<Tx, Connection> inUse) {
        return new ConnectCalls.Stores(groups, connections, providers, audit, inUse::test);
    }

    ProviderAppCalls appCalls(ProjectCalls projectCalls, Audit audit) {
        return new ProviderAppCalls(ground.db(), projectCalls, apps, providers, audit, catalog);
    }

    CredentialCalls credentialCalls(
            ProjectCalls projectCalls, ConnectCalls connects, AfterSignIn after) {
        return new CredentialCalls(
                ground.db(), projectCalls, connects, connects.stores(), ways, after, catalog);
    }

    SignInPages pages(AfterSignIn after, Projects projects) {
        boolean secure = ground.address().getScheme().equals("https");
        var openers = new Openers(ground.db(), states, projects);
        return new SignInPages(signIns, after, openers, states::random, secure);
    }

    /// What everything here stands on.
    ///
    /// @param address where browsers reach this server
    record Ground(
            Db db,
            Seal seal,
            Http http,
            TimeId ids,
            SecureRandom random,
            URI address,
            InstantSource clock) {}
}
