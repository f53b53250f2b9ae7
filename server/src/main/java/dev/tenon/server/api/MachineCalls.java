package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// What machines ask: whether the server lives and is ready, its metrics, and its API description.
public final class MachineCalls {
    private final Db db;
    private final Supplier<String> metrics;

    /// @param metrics in Prometheus' text format
    public MachineCalls(Db db, Supplier<String> metrics) {
        this.db = db;
        this.metrics = metrics;
    }

    Reply alive(Request request) {
        return Reply.ok(Json.object().put("status", "ok"));
    }

    Reply ready(Request request) {
        try {
            db.asSystem(tx -> tx.query("select 1", _ -> 1));
            return Reply.ok(Json.object().put("status", "ready"));
        } catch (SqlFailure _) {
            return Reply.json(503, Json.object().put("status", "the database does not answer"));
        }
    }

    Reply metrics(Request request) {
        return Reply.text(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
    }

    Reply openApi(Request request) {
        try (InputStream in =
                MachineCalls.class.getResourceAsStream("/dev/tenon/server/openapi.yaml")) {
            if (in == null) throw Request.notFound("file", "openapi.yaml");
            return Reply.text(
                    200, "application/yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
