package dev.tenon.connectors.catalog;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.spi.ConnectorInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tools.jackson.databind.JsonNode;

/// How to sign in to the systems of the catalog, a line each. A line is looked for and read when
/// somebody asks for its system, and remembered; a start reads none. Safe for use by many threads.
final class SignInLines {
    private static final String RESOURCE = "sign-ins.jsonl";

    private final ConcurrentMap<String, Optional<ConnectorInfo>> read = new ConcurrentHashMap<>();

    /// What is known of a system; nothing when it is not known how to sign in there.
    Optional<ConnectorInfo> find(CatalogEntry entry) {
        return read.computeIfAbsent(entry.name(), _ -> look(entry));
    }

    private static Optional<ConnectorInfo> look(CatalogEntry entry) {
        String begins = "{\"name\":\"" + entry.name() + "\",";
        InputStream resource =
                Objects.requireNonNull(SignInLines.class.getResourceAsStream(RESOURCE), RESOURCE);
        try (var reader =
                new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> line.startsWith(begins))
                    .findFirst()
                    .map(line -> JsonTree.read(line.getBytes(StandardCharsets.UTF_8)))
                    .map(line -> info(entry, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConnectorInfo info(CatalogEntry entry, JsonNode line) {
        return SignInJson.info(entry.name(), entry.displayName(), line);
    }
}
