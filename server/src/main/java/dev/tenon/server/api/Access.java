package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.JwtKeys;
import dev.tenon.server.tenant.Projects;
import java.time.InstantSource;

/// What decides who may call.
///
/// @param admin the administrator's key
/// @param fence keeps customers' tokens to their customers
public record Access(
        ApiKeys keys, JwtKeys jwtKeys, Secret admin, Fence fence, RequestLimits limits) {
    Gate gate(Db db, Projects projects, InstantSource clock) {
        var tokens = new CustomerTokens(new TokenKeys(db, jwtKeys, clock), limits.perKey(), clock);
        return new Gate(
                new ProjectNames(db, projects, clock),
                new Callers(
                        new Keys(db, keys, limits.perKey(), clock), tokens, admin, limits, clock),
                fence,
                new CrossOrigins(db, projects, clock));
    }

    /// What every request passes.
    record Gate(ProjectNames names, Callers callers, Fence fence, CrossOrigins origins) {}
}
