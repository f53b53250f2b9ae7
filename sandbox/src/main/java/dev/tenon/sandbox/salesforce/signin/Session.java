package dev.tenon.sandbox.salesforce.signin;

import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;

/// Who a token speaks for.
///
/// @param org the org
/// @param user the user
/// @param client the app's id
/// @param scope what was granted, space separated
public record Session(Org org, OrgUser user, String client, String scope) {
    /// Whether a refresh token comes with it.
    boolean isRefreshable() {
        return scope.contains("refresh_token")
                || scope.contains("offline_access")
                || scope.contains("full");
    }
}
