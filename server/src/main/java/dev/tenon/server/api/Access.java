package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.JwtKeys;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import java.time.InstantSource;
import java.util.TreeSet;

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
    record Gate(ProjectNames names, Callers callers, Fence fence, CrossOrigins origins) {
        /// @throws Refusal that the key, or the token, is not for this route
        static void check(Route route, Caller caller) {
            Fence.check(route, caller);
            if (route.access() == Endpoint.Access.ADMIN && !caller.isAdmin())
                throw forbidden("the admin key");
            if (caller.within().isEmpty() && !caller.may(route.scopes())) {
                var names = new TreeSet<String>();
                route.scopes().forEach(scope -> names.add(scope.wireName()));
                names.add("full");
                throw forbidden("a key with the scope " + String.join(" or ", names));
            }
        }

        /// The caller in the project that a request names.
        ///
        /// @throws Refusal `project.unknown`, also for one that is not the caller's
        Caller bound(Caller caller, String projectIdOrName) {
            Project project =
                    names.find(projectIdOrName)
                            .filter(found ->
                                    caller.isAdmin() || found.key().equals(caller.project()))
                            .orElseThrow(() -> Request.notFound("project", projectIdOrName));
            return caller.about(project);
        }

        private static Refusal forbidden(String needed) {
            return new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "key.not-allowed",
                    "This key may not do that.",
                    "header X-Api-Key",
                    "Use " + needed + ".");
        }
    }
}
