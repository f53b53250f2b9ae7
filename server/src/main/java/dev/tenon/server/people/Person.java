package dev.tenon.server.people;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who may sign in to the console.
///
/// @param email in lower case; unique on this server
/// @param name what the pages call them
public record Person(UUID id, String email, String name, Rights rights, Standing standing) {

    /// As the audit names them.
    public String actor() {
        return "person/" + email;
    }

    /// How somebody stands.
    ///
    /// @param active whether they may sign in
    /// @param hasPassword whether they have chosen one
    /// @param session the number that their sessions must have; a new one ends them all
    /// @param issuer the identity provider that knows them; null for none
    public record Standing(
            boolean active,
            boolean hasPassword,
            int session,
            @Nullable String issuer,
            Instant createdAt,
            @Nullable Instant signedInAt) {}
}
