package dev.tenon.server.boot;

import dev.tenon.server.api.Access;
import dev.tenon.server.api.AuditCalls;
import dev.tenon.server.api.Fence;
import dev.tenon.server.api.JwtKeyCalls;
import dev.tenon.server.api.ProjectCalls;
import dev.tenon.server.api.ProxyCalls;
import dev.tenon.server.api.RequestLimits;
import dev.tenon.server.api.Routes;
import dev.tenon.server.api.Sight;
import dev.tenon.server.install.InstalledNames;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.proxy.Proxy;
import dev.tenon.server.proxy.Ways;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.JwtKeys;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.ServerAudit;
import dev.tenon.server.vault.Acting;

/// The part of the [Server] that says who may come in, and notes what they did.
final class Entrance {
    private final News.Ground ground;
    private final News.Safe safe;
    private final News.Sources sources;
    private final Sight sight;
    private final ApiKeys keys;
    private final JwtKeys jwtKeys;
    private final Audit audit;

    Entrance(News.Ground ground, News.Safe safe, News.Sources sources, Groups groups) {
        this.ground = ground;
        this.safe = safe;
        this.sources = sources;
        this.sight = new Sight(groups, sources.connections());
        this.keys = new ApiKeys(safe.random(), ground.clock());
        this.jwtKeys = new JwtKeys(ground.ids(), ground.clock());
        this.audit = new Audit(ground.clock());
    }

    ApiKeys keys() {
        return keys;
    }

    Audit audit() {
        return audit;
    }

    Sight sight() {
        return sight;
    }

    ProjectCalls projectCalls(Projects projects, Datasets datasets) {
        return new ProjectCalls(ground.db(), projects, keys, audit, safe.seal(), datasets);
    }

    Routes.Team calls(ProjectCalls projects) {
        return new Routes.Team(
                projects,
                new JwtKeyCalls(ground.db(), projects, jwtKeys, audit),
                new AuditCalls(ground.db(), projects, audit, new ServerAudit(ground.clock())));
    }

    ProxyCalls proxyCalls(InstalledNames names, Acting acting, Outbound outbound) {
        var stores = new Ways.Stores(names, sources.installations(), sources.connections(), acting);
        var ways = new Ways(ground.db(), stores, sources.providers(), ground.clock());
        return new ProxyCalls(new Proxy(ways, outbound, ground.clock()));
    }

    Access access(Secret admin, RequestLimits limits) {
        var fence = new Fence(ground.db(), sight, sources.installations());
        return new Access(keys, jwtKeys, admin, fence, limits);
    }
}
