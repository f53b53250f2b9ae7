package dev.tenon.server.vault;

import dev.tenon.server.tenant.GroupId;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Credentials of a group, or of one person in it, at a provider. Holds no secret itself: those
/// come from [Credentials].
///
/// @param account which account at the provider it is
public record Connection(
        GroupId group,
        UUID id,
        @Nullable Long consumer,
        Account account,
        Status status,
        String statusReason,
        Times times) {

    /// The provider's name.
    public String provider() {
        return account.provider();
    }

    /// Which account at which provider, by which way in.
    ///
    /// @param app the provider app it was made with; null for imported credentials
    /// @param workspaceRef the customer's name at the provider, such as a subdomain
    /// @param ref the provider's own id of the account
    /// @param metadata what URLs need, such as `instance_url`
    public record Account(
            String provider,
            @Nullable UUID app,
            String workspaceRef,
            String ref,
            String authScheme,
            Map<String, String> metadata) {
        /// Copies its map.
        public Account {
            metadata = Map.copyOf(metadata);
        }
    }

    /// When it was made and changed.
    public record Times(Instant createdAt, Instant updatedAt) {}

    /// Whether it works.
    public enum Status {
        /// Signed in, not used yet.
        CREATED,
        /// The provider accepted it.
        WORKING,
        /// A person must sign in again.
        BAD_CREDENTIALS;

        /// The name on the wire.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
