package dev.tenon.server.write;

import dev.tenon.spi.JobWriter;
import dev.tenon.spi.Writer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A job at the provider that writes records of a queue, and how far it has come.
///
/// @param actor the connection by which it writes; null for the installation's
/// @param keyField by which an upsert finds records; null for other operations
/// @param value as the connector calls it; null until the provider has made it
/// @param begunAt when it may have begun to write; null while it surely has not
/// @param isStopped whether the provider was asked to end it
/// @param giveUpAt when it has taken too long
record ProviderJob(
        long id,
        Writer.Operation kind,
        @Nullable String keyField,
        @Nullable UUID actor,
        @Nullable String value,
        @Nullable Instant begunAt,
        boolean isStopped,
        Instant lookAt,
        Instant giveUpAt) {

    /// For the connector.
    JobWriter.Job theirs() {
        if (value == null) throw new IllegalStateException("the job " + id + " is not made");
        return new JobWriter.Job(value);
    }

    boolean isLate(Instant now) {
        return !now.isBefore(giveUpAt);
    }
}
