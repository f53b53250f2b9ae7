package dev.tenon.sandbox.salesforce.signin;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rules of sign-in.
///
/// @param clients the registered apps
/// @param openClient how any other app is treated, or null when only registered ones are known; its
///   id and secret do not matter
/// @param accessLife how long an access token lives
/// @param codeLife how long an authorization code lives
public record SignInSettings(
        List<OAuthClient> clients,
        @Nullable OAuthClient openClient,
        Duration accessLife,
        Duration codeLife) {
    /// Copies the clients.
    public SignInSettings {
        clients = List.copyOf(clients);
        if (!accessLife.isPositive() || !codeLife.isPositive())
            throw new IllegalArgumentException("lives must be positive");
    }

    /// Any app may sign in; tokens live two hours; refresh tokens rotate if told so.
    public static SignInSettings open(boolean rotates) {
        var any = new OAuthClient("any", "", Set.of(), false, rotates);
        return new SignInSettings(List.of(), any, Duration.ofHours(2), Duration.ofMinutes(10));
    }
}
