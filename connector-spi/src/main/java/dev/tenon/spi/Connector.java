package dev.tenon.spi;

import java.time.Duration;
import java.util.Optional;

/// Our code or definition for one provider.
///
/// A connector is stateless and safe for use by many threads. It never sees a token, a tenant, a
/// retry or the database: all it has of the world is the [Access] it is given, which belongs to one
/// connection. Every method that calls the provider may throw a [ProviderException].
public interface Connector {
    /// What this connector is and can do; the same value at every call.
    ConnectorInfo info();

    /// Objects and fields as the user behind `access` sees them.
    Discovery discovery(Access access);

    /// Reads records with `access`.
    Reader reader(Access access);

    /// Reads records by jobs with `access`; empty when the provider has none.
    default Optional<JobReader> jobReader(Access access) {
        return Optional.empty();
    }

    /// What changed this shortly before a run of changes begins is left to the next one, for the
    /// provider may not show it yet.
    default Duration settling() {
        return Duration.ZERO;
    }

    /// Writes records with `access`; empty when the provider cannot be written.
    default Optional<Writer> writer(Access access) {
        return Optional.empty();
    }

    /// Writes records by jobs with `access`; empty when the provider has none.
    default Optional<JobWriter> jobWriter(Access access) {
        return Optional.empty();
    }
}
