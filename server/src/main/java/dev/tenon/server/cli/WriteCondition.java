package dev.tenon.server.cli;

import dev.tenon.server.json.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// What must hold for a record to be written.
final class WriteCondition {
    @Option(
            names = "--if-match",
            paramLabel = "VERSION",
            description = "Write only if the record still has this version or ETag.")
    private @Nullable String version;

    @Option(
            names = "--if-unmodified-since",
            paramLabel = "TIME",
            description = "Write only if the record has not changed after this time.")
    private @Nullable String since;

    /// What does not fit together, if anything.
    Optional<String> fault(WriteType type, boolean isMany) {
        if (version == null && since == null) return Optional.empty();
        if (version != null && since != null) {
            return Optional.of("Give --if-match or --if-unmodified-since, not both.");
        }
        if (isMany) return Optional.of("A condition goes with one record only.");
        boolean isPossible = type == WriteType.update || type == WriteType.delete;
        return isPossible
                ? Optional.empty()
                : Optional.of("Only updates and deletions are written on a condition.");
    }

    void put(ObjectNode body) {
        Json.putIfPresent(body, "ifMatch", version);
        Json.putIfPresent(body, "ifUnmodifiedSince", since);
    }
}
