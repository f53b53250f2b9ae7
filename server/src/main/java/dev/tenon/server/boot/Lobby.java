package dev.tenon.server.boot;

import dev.tenon.server.api.PeopleCalls;
import dev.tenon.server.console.Console;
import dev.tenon.server.db.Tx;
import dev.tenon.server.identity.CompanySignIn;
import dev.tenon.server.identity.IdentitySettings;
import dev.tenon.server.net.Http;
import dev.tenon.server.people.Accounts;
import dev.tenon.server.people.Arrivals;
import dev.tenon.server.people.Passwords;
import dev.tenon.server.people.People;
import dev.tenon.server.people.Roster;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.ServerAudit;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where people come in: who they are, how they sign in, and the console that they come to.
final class Lobby {
    private static final Duration RETURN = Duration.ofMinutes(10);

    private final News.Ground ground;
    private final News.Safe safe;
    private final Http http;
    private final URI address;
    private final Settings.Entrance entrance;
    private final People people;
    private final Roster roster;
    private final ServerAudit audit;

    /// @param address where browsers reach this server
    Lobby(News.Ground ground, News.Safe safe, Http http, URI address, Settings.Entrance entrance) {
        this.ground = ground;
        this.safe = safe;
        this.http = http;
        this.address = address;
        this.entrance = entrance;
        this.people = new People(ground.ids(), ground.clock());
        this.audit = new ServerAudit(ground.clock());
        this.roster = new Roster(ground.db(), people, audit, safe.random(), ground.clock());
    }

    Console console(Console.Stores stores, Secret adminKey) {
        var passwords = new Passwords(safe.random());
        var accounts = new Accounts(ground.db(), people, roster, passwords, audit, ground.clock());
        var staff = new Console.Staff(people, roster, accounts, audit);
        var access = new Console.Access(adminKey, safe.seal(), staff, company());
        return new Console(ground.db(), stores, access, address, ground.clock());
    }

    private Console.@Nullable Company company() {
        IdentitySettings settings = entrance.identity();
        if (settings == null) return null;
        return new Console.Company(
                new CompanySignIn(
                        http,
                        settings,
                        Console.returned(address),
                        safe.seal(),
                        safe.random(),
                        ground.clock()),
                new Arrivals(ground.db(), people, audit, settings.rules()));
    }

    PeopleCalls calls(Projects projects) {
        IdentitySettings company = entrance.identity();
        boolean hasPasswords = company == null || !company.only();
        return new PeopleCalls(
                ground.db(),
                roster,
                projects,
                hasPasswords ? link -> Console.welcome(address, link) : null);
    }

    /// Forgets what is over.
    ///
    /// @param retention how long sign-ins stay in the audit
    void clean(Tx tx, Duration retention) {
        people.forgetStates(tx, ground.clock().instant().minus(RETURN.multipliedBy(2)));
        audit.forgetSignIns(tx, ground.clock().instant().minus(retention));
    }
}
